import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { findChromium } from './chromium.ts'

test('a browser is found on PATH under the names it goes by; one that is named comes first', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-auth-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [first, second] = ['first', 'second'].map((name) => join(folder, name))
  for (const place of [first, second]) mkdirSync(String(place))
  const put = (place: string | undefined, name: string) => {
    const path = join(String(place), name)
    writeFileSync(path, '')
    chmodSync(path, 0o755)
    return path
  }
  const chrome = put(first, 'google-chrome')
  const PATH = [first, second].join(delimiter)
  assert.equal(findChromium({ PATH }), chrome)
  const chromium = put(second, 'chromium')
  assert.equal(findChromium({ PATH }), chromium)
  assert.equal(findChromium({ PATH, TEST_CHROMIUM: chrome }), chrome)
  chmodSync(chromium, 0o644)
  assert.equal(findChromium({ PATH }), chrome, 'what cannot be run is no browser')
})

test('a browser that is named and not there is no other one', () => {
  const named = { PATH: process.env.PATH, TEST_CHROMIUM: '/nowhere/chromium' }
  assert.throws(() => findChromium(named), /no Chromium: TEST_CHROMIUM names \/nowhere\/chromium/)
})
