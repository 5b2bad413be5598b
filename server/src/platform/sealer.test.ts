import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Secret, secret } from '../base/secret.ts'
import { makeSealer } from './sealer.ts'

const first: Secret = secret('the first secret key of this deployment')
const second: Secret = secret('the second secret key of this deployment')

test('what was sealed opens for the same purpose and context', () => {
  const sealer = makeSealer([first])
  for (const plain of ['', 'JBSWY3DPEHPK3PXP', 'žluťoučký kůň', Buffer.from([0, 255, 128])]) {
    assert.deepEqual(sealer.open('totp-seed', sealer.seal('totp-seed', plain, 'row-1'), 'row-1'), Buffer.from(plain))
  }
})

test('a sealed value opens from a plain Uint8Array too, as databases return it', () => {
  const sealer = makeSealer([first])
  const sealed = Uint8Array.from(sealer.seal('totp-seed', 'seed', 'row-1'))
  assert.equal(sealer.open('totp-seed', sealed, 'row-1').toString(), 'seed')
})

test('a sealed value stays shut under another purpose, context or secret', () => {
  const sealer = makeSealer([first])
  const sealed = sealer.seal('totp-seed', 'seed', 'row-1')
  assert.throws(() => sealer.open('provider-token', sealed, 'row-1'), /does not open/)
  assert.throws(() => sealer.open('totp-seed', sealed, 'row-2'), /does not open/)
  assert.throws(() => makeSealer([second]).open('totp-seed', sealed, 'row-1'), /not configured/)
})

test('every single altered bit and every truncation keeps the value shut', () => {
  const sealer = makeSealer([first])
  const sealed = sealer.seal('totp-seed', 'seed', 'row-1')
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const altered = Buffer.from(sealed)
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.throws(() => sealer.open('totp-seed', altered, 'row-1'), Error, `bit ${bit}`)
  }
  for (let length = 0; length < sealed.length; length += 1) {
    assert.throws(() => sealer.open('totp-seed', sealed.subarray(0, length), 'row-1'), Error, `length ${length}`)
  }
})

test('the same value seals differently each time', () => {
  const sealer = makeSealer([first])
  const sealed = Array.from({ length: 100 }, () => sealer.seal('totp-seed', 'seed', 'row-1').toString('hex'))
  assert.equal(new Set(sealed).size, 100)
})

test('after a rotation old values open, ask to be sealed anew, and new ones do not', () => {
  const old = makeSealer([first]).seal('totp-seed', 'seed', 'row-1')
  const rotated = makeSealer([second, first])
  assert.equal(rotated.open('totp-seed', old, 'row-1').toString(), 'seed')
  assert.equal(rotated.needsReseal(old), true)
  const renewed = rotated.seal('totp-seed', 'seed', 'row-1')
  assert.equal(rotated.needsReseal(renewed), false)
  assert.equal(makeSealer([second]).open('totp-seed', renewed, 'row-1').toString(), 'seed')
  assert.equal(rotated.needsReseal(Buffer.alloc(0)), true)
})

test('digests stay findable after a rotation, current first', () => {
  const before = makeSealer([first]).digest('one-time-code', '012345')
  const rotated = makeSealer([second, first])
  assert.deepEqual(rotated.digests('one-time-code', '012345'), [rotated.digest('one-time-code', '012345'), before])
  assert.match(before, /^[A-Za-z0-9_-]{43}$/)
})

test('digests and raw keys differ by purpose, value and secret', () => {
  const sealer = makeSealer([first])
  const texts = [
    sealer.digest('one-time-code', '1'),
    sealer.digest('one-time-code', '2'),
    sealer.digest('backup-code', '1'),
    makeSealer([second]).digest('one-time-code', '1'),
    ...(['refresh-token', 'page-cursor'] as const).map((purpose) =>
      Buffer.from(sealer.keyFor(purpose)).toString('hex'),
    ),
  ]
  assert.equal(new Set(texts).size, texts.length)
})

test('raw keys are 32 bytes, the same at every start, and cannot be overwritten', () => {
  const sealer = makeSealer([second, first])
  sealer.keyFor('refresh-token').fill(0)
  const [current, older] = sealer.keysFor('refresh-token')
  assert.deepEqual(current, makeSealer([second]).keyFor('refresh-token'))
  assert.deepEqual(older, makeSealer([first]).keyFor('refresh-token'))
  assert.equal(current?.length, 32)
})

test('the sealed form does not carry the secret, nor a plain digest of it', () => {
  const sealed = makeSealer([first]).seal('totp-seed', 'seed', 'row-1')
  assert.equal(sealed.includes(first.reveal()), false)
  assert.equal(sealed.length, 1 + 8 + 12 + 16 + 4)
})

test('an empty secret is refused', () => {
  assert.throws(() => makeSealer([secret('')]), TypeError)
  assert.throws(() => makeSealer([first, secret('')]), TypeError)
})
