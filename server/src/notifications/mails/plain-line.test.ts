import assert from 'node:assert/strict'
import { test } from 'node:test'
import { greetableName, plainLine } from './plain-line.ts'

const lines = [
  ['Ana López', 'Ana López'],
  ['  Ana\t\u00a0 López\r\n', 'Ana López'],
  ['a\r\n\r\nSubject: b', 'a Subject: b'],
  ['a\u2028b\u0085c\u0000d\u001b[31m', 'a b c d [31m'],
  ['\u202eevil\u2066', 'evil'],
  ['abcdefghijklm', 'abcdefghijk…'],
  ['🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂', '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂'],
  ['🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂', '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂…'],
] as const

test('a text becomes one line without hidden marks', () => {
  for (const [text, line] of lines) assert.equal(plainLine(text, 12), line)
})

test('a name that advertises is not greeted', () => {
  assert.equal(greetableName('ana.lopez@work'), 'ana.lopez@work')
  assert.equal(greetableName('see http://evil.example'), '')
  assert.equal(greetableName('Www.evil.example'), '')
  assert.equal(greetableName('Claim your prize at evil.example'), '')
  assert.equal(greetableName('evil.example/claim-prize'), '')
  assert.equal(greetableName('Dr. J.R. Ewing'), 'Dr. J.R. Ewing')
})
