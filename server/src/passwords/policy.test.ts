import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countWork } from '../../test/work.ts'
import { isCommonPassword } from '../protection/common-passwords.ts'
import { normalizePassword, passwordFaults } from './policy.ts'

const similar = 'The password is too similar to the username.'
const short = 'This password is too short. It must contain at least 8 characters.'
const common = 'This password is too common.'
const numeric = 'This password is entirely numeric.'
const long = 'Ensure this field has no more than 256 characters.'

const rules = { minLength: 8, refusesDigits: true, isCommon: isCommonPassword }
const about = { username: 'alice', email: 'alice@example.com' }
const judge = (password: string) => passwordFaults(password, about, rules)

const cases: [password: string, ...faults: string[]][] = [
  ['Ab1!xyz', short],
  ['83749261048', numeric],
  ['password', common],
  ['PASSWORD', common],
  ['12345678', common, numeric],
  ['123456', short, common, numeric],
  ['123', short, common, numeric],
  ['1234567', short, common, numeric],
  ['qwerty', short, common],
  ['x', short, common],
  ['1.5', short],
  ['Zq8!vbnw'],
  ['Corr3ct-horse!'],
  ['N3w-passphrase'],
  ['securepass123'],
  ['testpass123'],
  ['newpass123'],
  ['similarname'],
  ['alice!2', similar, short],
  ['alice1', similar, short, common],
  ['٣٨٧٤٩٢٦١٠٤٨', numeric],
  ['ⅫⅨⅧⅦⅥⅤⅣⅢ'],
  ['  spaces around count  '],
  ['пароль-на-семь'],
]
for (const [password, ...faults] of cases) {
  test(`${password}: ${faults.join(' ') || 'no fault'}`, () => assert.deepEqual(judge(password), faults))
}

test('the first attribute that is too near is the one that is named', () => {
  const person = { username: 'similarname', email: 'similarname@example.com' }
  assert.deepEqual(passwordFaults('similarname', person, rules), [similar])
  assert.deepEqual(passwordFaults('similarname', { email: person.email }, rules), [
    'The password is too similar to the email.',
  ])
  assert.deepEqual(passwordFaults('similarname', {}, rules), [])
})

test('an accent counts with its letter, in the password as in the name', () => {
  assert.deepEqual(judge('zëq!vbu\u0308'), [short])
  assert.deepEqual(judge('ze\u0308q!vbü'), [short])
  assert.deepEqual(passwordFaults('e\u0301toile\u0301', { username: 'étoilé' }, rules), [similar, short])
  assert.deepEqual(passwordFaults('étoilé', { username: 'e\u0301toile\u0301' }, rules), [similar, short])
})

test('digits alone are judged like other passwords where no rule is set about them', () => {
  const without = { ...rules, refusesDigits: false }
  assert.deepEqual(passwordFaults('83749261048', {}, without), [])
  assert.deepEqual(passwordFaults('12345678', {}, without), [common])
})

test('the least length is the one that is set', () => {
  assert.deepEqual(passwordFaults('Zq8!vbnw', {}, { ...rules, minLength: 15 }), [short.replace('8', '15')])
  const one = 'This password is too short. It must contain at least 1 character.'
  assert.deepEqual(passwordFaults('', {}, { ...rules, minLength: 1 }), [one])
})

test('the cap counts code points of the normal form, and is told alone', () => {
  assert.deepEqual(judge('7'.repeat(256)), [common, numeric])
  assert.deepEqual(judge('7'.repeat(257)), [long])
  assert.deepEqual(judge('𝒳y'.repeat(128)), [])
  assert.deepEqual(judge(`${'𝒳y'.repeat(128)}z`), [long])
  // Four code points compose to one: the longest way to write 256 of them, here of one unit each.
  const widest = '\u03b1\u0313\u0300\u0345'
  assert.deepEqual(judge(`${widest.repeat(255)}b`), [])
  assert.deepEqual(judge(`${widest.repeat(256)}b`), [long])
})

test('normalising composes and does nothing else', () => {
  assert.equal(normalizePassword('e\u0301'), 'é')
  assert.equal(normalizePassword('  ﬁ Ⅸ ① K\t'), '  ﬁ Ⅸ ① K\t')
  const text = fc.string({ unit: 'grapheme', maxLength: 200 })
  fc.assert(
    fc.property(text, (password) => {
      const normal = normalizePassword(password)
      assert.equal(normalizePassword(normal), normal)
      assert.equal(normalizePassword(password.normalize('NFD')), normal)
      assert.deepEqual(judge(password), judge(password.normalize('NFD')))
    }),
  )
})

test('any text is judged, and the verdict is the cap alone just when its normal form is longer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600, size: 'max' }), (password) => {
      const faults = judge(password)
      assert.equal(faults.includes(long), [...password.normalize('NFC')].length > 256)
      assert.ok(!faults.includes(long) || faults.length === 1)
    }),
  )
})

test('huge passwords and names cost nothing, however many accents they pile up', () => {
  const pile = `a${'\u0300\u0323'.repeat(500_000)}`
  const work = countWork()
  assert.deepEqual(judge(pile), [long])
  assert.equal(normalizePassword(pile), pile)
  assert.deepEqual(judge('x'.repeat(3_000_000)), [long])
  assert.deepEqual(passwordFaults('Zq8!vbnw', { username: pile, email: pile }, rules), [])
  assert.ok(work() < 20_000)
})
