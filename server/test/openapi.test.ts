import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openapiText } from '../src/openapi-document.ts'
import { store } from './store.ts'

const file = join(import.meta.dirname, '../openapi.json')

// One text for all stores.
test('server/openapi.json is what this version says', { skip: store !== 'sqlite' }, async () => {
  const stale = readFileSync(file, 'utf8') !== (await openapiText())
  assert.equal(stale, false, 'server/openapi.json is stale: run `npm run cli -- openapi`')
})

test('the document is the same text every time, whatever this machine is set up like', async () => {
  const first = await openapiText()
  const secret = process.env.SECRET_KEY
  process.env.SECRET_KEY = 'of this machine, and of no concern to the document'
  try {
    assert.equal(await openapiText(), first)
  } finally {
    if (secret === undefined) delete process.env.SECRET_KEY
    else process.env.SECRET_KEY = secret
  }
  const paths = Object.keys(JSON.parse(first).paths)
  assert.deepEqual(paths, paths.toSorted())
  assert.ok(paths.includes('/metrics') && paths.includes('/api/auth/login/'))
})
