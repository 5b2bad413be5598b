import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestLanguage, preferredLanguage } from './languages.ts'

test('a tag leads to its language, if somebody has written it', () => {
  for (const tag of ['de', 'de-AT', 'DE-ch-1996', ' de ', 'de_DE']) assert.equal(nearestLanguage(tag), 'de', tag)
  for (const tag of ['xx', '', '../en', '__proto__', 'den', '*', 'constructor']) {
    assert.equal(nearestLanguage(tag), undefined, tag)
  }
})

const headers: [header: string | undefined, language: string | undefined][] = [
  [undefined, undefined],
  ['', undefined],
  ['*', undefined],
  ['ja, ko', undefined],
  ['hi-IN,hi;q=0.9,en;q=0.8', 'hi'],
  ['ja, en;q=0.5, fr;q=0.8', 'fr'],
  ['fr;q=0.5, es;q=0.5', 'fr'],
  ['de;q=0, es', 'es'],
  ['de;q=0', undefined],
  ['de;level=1;q=0.1, en;q=0.2', 'en'],
  ['de;q=many', 'de'],
  [`${'x,'.repeat(5000)}de`, undefined],
]

for (const [header, language] of headers) {
  test(`${String(header).slice(0, 40)}: ${language ?? 'none of ours'}`, () => {
    assert.equal(preferredLanguage(header), language)
  })
}
