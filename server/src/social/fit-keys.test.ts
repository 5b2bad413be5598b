import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import type { JWK } from 'jose'
import { fitKeys } from './fit-keys.ts'

const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' })
const rsa = (modulusLength: number, publicExponent = 65537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent })
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const strong = rsa(2048)
const p256 = ec('P-256')
const ed25519 = generateKeyPairSync('ed25519')

/** Whether one key of a set counts. */
function counts(key: unknown): boolean {
  return fitKeys({ keys: [key as JWK] }).keys.length === 1
}

test('keys as issuers publish them count', () => {
  const good = [strong, p256, ec('P-384'), ec('P-521'), ed25519].map(({ publicKey }) => jwkOf(publicKey))
  const described = good.map((key, i) => ({ ...key, kid: `k${i}`, use: 'sig', x5t: 'x' }))
  assert.deepEqual(fitKeys({ keys: described as JWK[] }).keys, described, 'unchanged and in their order')
})

test('weak, private, symmetric and senseless keys do not count', () => {
  const base64 = (bytes: Buffer) => bytes.toString('base64url')
  const { x = '', y = '' } = jwkOf(p256.publicKey)
  const flipped = Buffer.from(y, 'base64url')
  flipped[0] = (flipped[0] ?? 0) ^ 1
  const cases: readonly (readonly [about: string, key: unknown])[] = [
    ['RSA of 1024 bits', jwkOf(rsa(1024).publicKey)],
    ['RSA of 2047 bits', jwkOf(rsa(2047).publicKey)],
    ['RSA with the exponent 3', jwkOf(rsa(2048, 3).publicKey)],
    ['RSA with the exponent 1', { ...jwkOf(strong.publicKey), e: base64(Buffer.from([1])) }],
    ['RSA with an even exponent', { ...jwkOf(strong.publicKey), e: base64(Buffer.from([1, 0, 0])) }],
    ['RSA with a private half', jwkOf(strong.privateKey)],
    ['RSA with one private number', { ...jwkOf(strong.publicKey), p: 'AQ' }],
    ['EC with a private half', jwkOf(p256.privateKey)],
    ['Ed25519 with a private half', jwkOf(ed25519.privateKey)],
    ['a secret', { kty: 'oct', k: base64(Buffer.alloc(32, 1)) }],
    ['a public key with a secret beside it', { ...jwkOf(p256.publicKey), k: 'AQ' }],
    ['secp256k1', jwkOf(ec('secp256k1').publicKey)],
    ['a point off the curve', { kty: 'EC', crv: 'P-256', x, y: base64(flipped) }],
    ['the point of another curve', { kty: 'EC', crv: 'P-384', x, y }],
    ['no point', { kty: 'EC', crv: 'P-256', x: '', y: '' }],
    ['a key for agreements', jwkOf(generateKeyPairSync('x25519').publicKey)],
    ['an unknown kind', { kty: 'XYZ' }],
    ['no kind', {}],
    ['null', null],
    ['a text', 'key'],
  ]
  for (const [about, key] of cases) assert.equal(counts(key), false, about)
})
