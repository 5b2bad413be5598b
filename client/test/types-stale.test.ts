import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Document, typesOfDocument } from '../generate/types-of-document.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('client/src/api-types.gen.ts is what server/openapi.json says', () => {
  const stale = read('client/src/api-types.gen.ts') !== typesOfDocument(JSON.parse(read('server/openapi.json')))
  assert.equal(stale, false, 'client/src/api-types.gen.ts is stale: run `npm run types -w client`')
})

test('a kind of schema that the types do not know stops the writing', () => {
  const schema = { oneOf: [{ type: 'string' }] }
  const responses = { 200: { content: { 'application/json': { schema } } } }
  const document = { paths: { '/a': { get: { responses } } } } as unknown as Document
  assert.throws(() => typesOfDocument(document), /no type for/)
})
