import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { usernameKey } from './username.ts'

const same: [what: string, ...names: string[]][] = [
  ['case', 'Alice', 'ALICE', 'alice'],
  ['sharp s', 'straße', 'STRASSE', 'STRAẞE', 'Strasse'],
  ['Kelvin and long s', '\u212aate', 'kate', 'KATE'],
  ['long s', 'ſam', 'sam'],
  ['final sigma', 'ΟΔΟΣ', 'οδος', 'οδοσ'],
  ['composition', 'é', 'e\u0301', 'É', 'E\u0301'],
  ['a dot over a capital I', 'İ', 'i\u0307', 'I\u0307'],
  ['width', 'ＡＢＣ', 'abc'],
  ['ligature', 'ﬁn', 'fin'],
  ['iota below', 'ᾳ', 'ᾼ', 'αι'],
  ['what cannot be seen', 'ali\u200bce', 'ali\u00adce', 'alice\ufe0f', 'alice'],
]
for (const [what, first, ...others] of same) {
  test(`one name in spite of ${what}`, () => {
    for (const other of others) assert.equal(usernameKey(other), usernameKey(first ?? ''), other)
  })
}

const different: [a: string, b: string][] = [
  ['ı', 'i'], // dotless i folds to itself
  ['İ', 'i'],
  ['alice', 'аlice'], // a Cyrillic a
  ['é', 'e'],
  ['a b', 'ab'],
  ['a.b', 'ab'],
]
for (const [a, b] of different) {
  test(`${JSON.stringify(a)} is not ${JSON.stringify(b)}`, () => assert.notEqual(usernameKey(a), usernameKey(b)))
}

test('the key is composed', () => assert.equal(usernameKey('E\u0301'), '\u00e9'))

test('a plain name is its own key in lower case', () => assert.equal(usernameKey('<b>A_b-1</b>'), '<b>a_b-1</b>'))

test('the key of a key is itself, and case never matters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      const key = usernameKey(text)
      assert.equal(usernameKey(key), key)
      assert.equal(usernameKey(text.normalize('NFD')), key)
      assert.equal(usernameKey(text.toLowerCase()), key)
    }),
    { numRuns: 5000 },
  )
})
