import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountNumberOf, fieldsOf, provenAddressOf, textOf } from './github-answers.ts'

test('an account is a positive whole number that JSON holds exactly', () => {
  assert.equal(accountNumberOf(1), '1')
  assert.equal(accountNumberOf(Number.MAX_SAFE_INTEGER), '9007199254740991')
  for (const value of ['1', 0, -1, 1.5, 2 ** 53, 1e21, Number.NaN, null, undefined, true, [1], {}])
    assert.equal(accountNumberOf(value), undefined, String(value))
})

test('only a primary address with verified: true is proven', () => {
  const address = (more: object) => ({ email: 'a@example.com', primary: true, verified: true, ...more })
  assert.equal(provenAddressOf([address({})]), 'a@example.com')
  assert.equal(provenAddressOf([address({ email: 'b@example.com', primary: false }), address({})]), 'a@example.com')
  for (const verified of [false, 'true', 'false', 1, null, undefined, {}])
    assert.equal(provenAddressOf([address({ verified })]), undefined, String(verified))
  for (const primary of [false, 'true', 1, null]) assert.equal(provenAddressOf([address({ primary })]), undefined)
  for (const email of ['', null, 1, 'a\0', '\ud800', `${'x'.repeat(310)}@example.com`])
    assert.equal(provenAddressOf([address({ email })]), undefined)
  assert.equal(provenAddressOf([address({}), address({ email: 'b@example.com' })]), undefined, 'two primary ones')
  for (const odd of [null, 'a@example.com', 1, [address({})]]) assert.equal(provenAddressOf([odd]), undefined)
  assert.equal(provenAddressOf([]), undefined)
})

test('nothing that JSON can hold is more than said or not said', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(300), (value, most) => {
      const text = textOf(value, most)
      assert.ok(text === undefined || (text === value && text.length > 0 && text.length <= most))
      assert.equal(typeof fieldsOf(value), 'object')
      provenAddressOf([value, value])
    }),
  )
})
