import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainName } from './derive-username.ts'

const named = (name?: string, username?: string, email?: string) => plainName({ name, username, email })

test('a name becomes a username as the old service made it', () => {
  assert.equal(named('Oct Cat', 'oct', 'o@example.com'), 'oct_cat')
  assert.equal(named('Åsa  Öberg'), 'åsa_öberg')
  assert.equal(named('n'.repeat(60)), 'n'.repeat(50))
  assert.equal([...named('🦊'.repeat(60))].length, 50)
})

test('without a name the username there counts, then the mailbox', () => {
  assert.equal(named(undefined, 'Octo', 'o@example.com'), 'octo')
  assert.equal(named('  ', '', 'Eve.A@example.com'), 'eve.a')
  assert.equal(named('\u200b\u2060', undefined, undefined), 'user')
})

test('nobody is called like an address, or by what cannot be seen', () => {
  assert.equal(named('ana@example.com'), 'ana_example.com')
  assert.equal(named('ad\u200bmin'), 'admin')
  assert.equal(named('a\u0000b\u0007c\ud800'), 'abc')
})
