import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonical, digestPersonal, eventHash, subjectOf } from './chain.ts'

const key = Buffer.alloc(32, 7)
const id = '00000000-0000-4000-8000-000000000001'
const event = {
  id,
  at: '2030-01-31T12:00:00.123000Z',
  name: 'sign_in.succeeded',
  facts: '{"newDevice": true, "method": "pwd"}',
  accountId: id,
  sessionId: null,
  ip: '203.0.113.7',
  userAgent: 'Firefox',
  requestId: '',
  personalFacts: null,
}

// Written down once more, as docs/logging.md does: others must be able to compute it.
test('a hash is what the documents say', () => {
  const link = { chain: 'main', position: 3, before: 'A'.repeat(43) } as const
  const text = `["event","main",3,"${'A'.repeat(43)}","${id}","2030-01-31T12:00:00.123000Z","sign_in.succeeded","s",{"method":"pwd","newDevice":true},"d"]`
  const expected = createHmac('sha256', key).update(text).digest('base64url')
  assert.equal(eventHash(key, link, { ...event, subject: 's', personalDigest: 'd' }), expected)
  const personal = `["salt","${id}",null,"203.0.113.7","Firefox","",null]`
  assert.equal(digestPersonal('salt', event), createHash('sha256').update(personal).digest('base64url'))
  assert.equal(subjectOf(key, id), createHmac('sha256', key).update(`["subject","${id}"]`).digest('base64url'))
})

test('each part of an event, its place and what stands before it change its hash', () => {
  const link = { chain: 'main', position: 3, before: 'A'.repeat(43) } as const
  const sealed = { ...event, subject: 's', personalDigest: 'd' }
  const base = eventHash(key, link, sealed)
  for (const change of [
    { id: 'x' },
    { at: null },
    { name: 'x' },
    { facts: '{' },
    { subject: null },
    { personalDigest: '' },
  ]) {
    assert.notEqual(eventHash(key, link, { ...sealed, ...change }), base, JSON.stringify(change))
  }
  for (const change of [{ chain: 'brief' as const }, { position: 4 }, { before: 'B'.repeat(43) }]) {
    assert.notEqual(eventHash(key, { ...link, ...change }, sealed), base, JSON.stringify(change))
  }
  for (const change of [
    { accountId: null },
    { sessionId: id },
    { ip: '' },
    { userAgent: '' },
    { requestId: 'x' },
    { personalFacts: '{}' },
  ]) {
    assert.notEqual(digestPersonal('salt', { ...event, ...change }), digestPersonal('salt', event))
  }
})

test('a document has one text, whatever order its members come in', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const reversed = JSON.parse(JSON.stringify(value), (_, member) =>
        typeof member === 'object' && member !== null && !Array.isArray(member)
          ? Object.fromEntries(Object.entries(member).reverse())
          : member,
      )
      assert.equal(canonical(reversed), canonical(JSON.parse(JSON.stringify(value))))
      assert.deepEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})
