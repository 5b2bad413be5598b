import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomCode, randomToken, tokenDigest } from './random.ts'

test('randomToken gives 43 url-safe characters, each time others', () => {
  const tokens = new Set(Array.from({ length: 1000 }, randomToken))
  assert.equal(tokens.size, 1000)
  for (const token of tokens) assert.match(token, /^[A-Za-z0-9_-]{43}$/)
})

test('randomCode gives exactly the digits asked for, leading zeros included', () => {
  for (const digits of [1, 6, 8, 14]) assert.match(randomCode(digits), new RegExp(`^[0-9]{${digits}}$`))
})

test('randomCode gives every digit in every place about equally often', () => {
  const rounds = 20_000
  const counts = Array.from({ length: 60 }, () => 0)
  for (let round = 0; round < rounds; round += 1) {
    const code = randomCode(6)
    for (const [place, digit] of [...code].entries()) {
      const slot = place * 10 + Number(digit)
      counts[slot] = (counts[slot] ?? 0) + 1
    }
  }
  // 2000 expected, standard deviation about 42: seven of them either way.
  for (const count of counts) assert.ok(Math.abs(count - rounds / 10) < 300, `a digit came ${count} times`)
})

test('randomCode refuses senseless numbers of digits', () => {
  for (const digits of [0, -1, 1.5, 15, Number.NaN]) assert.throws(() => randomCode(digits), TypeError)
})

test('tokenDigest is SHA-256 in base64url', () => {
  // FIPS 180-2, appendix B.1
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  assert.equal(tokenDigest('abc'), Buffer.from(abc, 'hex').toString('base64url'))
})
