import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCommonPassword } from './common-passwords.ts'

const listed = ['password', 'PASSWORD', 'PassWord', ' password ', '12345678', '123456', 'qwerty', '1234567', 'xpcrew']
const runs = ['123', 'x', 'X', 'aaaa', 'abcdef', 'AbCdEf', '87654321', 'zyx', 'αβγδ', '😀😀😀', '😀😁😂']
for (const password of [...listed, ...runs]) {
  test(`${password} is common`, () => assert.equal(isCommonPassword(password), true))
}

const uncommon = [
  ...['securepass123', 'testpass123', 'newpass123', 'Corr3ct-horse!', 'N3w-passphrase', 'Zq8!vbnw', '83749261048'],
  ...['Ab1!xyz', '1.5', 'similarname', 'correct horse battery staple', 'aaaab', 'abcdeg', 'acegikm', 'abcba', ''],
]
for (const password of uncommon) {
  test(`${password} is not common`, () => assert.equal(isCommonPassword(password), false))
}

test('a text that lies across two entries of the list is not common', () => {
  for (const password of ['123456","password', '","', ',', '[', ']', '"password"', '["123456']) {
    assert.equal(isCommonPassword(password), password.length === 1, password)
  }
})

test('any run is common in any case, and any text at all gets an answer', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0x21, max: 0x3000 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (at, n, down) => {
        const points = Array.from({ length: n }, (_, i) => at + i)
        const run = String.fromCodePoint(...(down ? points.reverse() : points))
        // Case mappings and blanks break some runs up; those are no runs to the eye either.
        fc.pre(run === run.toLowerCase().trim())
        assert.equal(isCommonPassword(run), true)
      },
    ),
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => isCommonPassword(`${text}~Zq8`) === false))
})
