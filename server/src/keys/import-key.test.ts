import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { calculateJwkThumbprint } from 'jose'
import { generateSigningKey, importRefreshKey, importSigningKey, thumbprint } from './import-key.ts'

const rsaPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ecPair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pemOf = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' | 'spki') =>
  key.export({ type, format: 'pem' } as Parameters<KeyObject['export']>[0]).toString()
const privatePem = pemOf(ecPair.privateKey, 'pkcs8')

test('RSA and P-256 keys are read from each of their PEM forms', async () => {
  const cases = [
    [rsaPair, 'pkcs8', 'RS256'],
    [rsaPair, 'pkcs1', 'RS256'],
    [ecPair, 'pkcs8', 'ES256'],
    [ecPair, 'sec1', 'ES256'],
  ] as const
  for (const [pair, type, alg] of cases) {
    const key = importSigningKey(pemOf(pair.privateKey, type))
    assert.equal(key.alg, alg)
    assert.ok(key.publicKey.equals(pair.publicKey))
    assert.equal(key.kid, await calculateJwkThumbprint(pair.publicKey))
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), alg, use: 'sig', kid: key.kid }
    assert.deepEqual(key.publicJwk, jwk)
  }
})

test('a PEM as environments garble it is read', () => {
  const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
  const forms = [
    privatePem.replaceAll('\n', '\\n'),
    privatePem.replaceAll('\n', '\\r\\n'),
    privatePem.replaceAll('\n', '\r\n'),
    `\n  ${privatePem.trim()}  \n`,
    parameters + pemOf(ecPair.privateKey, 'sec1'),
  ]
  for (const form of forms) assert.ok(importSigningKey(form).publicKey.equals(ecPair.publicKey), form)
})

test('keys that are too weak or of another kind are refused with a sentence', () => {
  const pkcs8 = {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as const
  const locked = ecPair.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  const cases: [string, RegExp][] = [
    [generateKeyPairSync('rsa', { modulusLength: 1024, ...pkcs8 }).privateKey, /1024 bits/],
    [generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3, ...pkcs8 }).privateKey, /exponent 3;/],
    [generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...pkcs8 }).privateKey, /kind rsa-pss/],
    [generateKeyPairSync('ec', { namedCurve: 'P-384', ...pkcs8 }).privateKey, /curve secp384r1/],
    [generateKeyPairSync('ec', { namedCurve: 'secp256k1', ...pkcs8 }).privateKey, /curve secp256k1/],
    [generateKeyPairSync('ed25519', pkcs8).privateKey, /kind ed25519/],
    [locked.toString(), /encrypted/],
    [pemOf(ecPair.publicKey, 'spki'), /not a PEM text/],
    ['', /not a PEM text/],
    ['secret', /not a PEM text/],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /cannot be read/],
    [privatePem.replace(/\n[A-Za-z0-9+/]{10}/, '\nAAAAAAAAAA'), /cannot be read/],
  ]
  for (const [pem, sentence] of cases) assert.throws(() => importSigningKey(pem), sentence)
})

test('a refusal never carries the key', () => {
  const damaged = privatePem.replace(/\n[A-Za-z0-9+/]{10}/, '\nAAAAAAAAAA')
  const secretPart = damaged.split('\n')[2] ?? ''
  assert.ok(secretPart.length > 20)
  try {
    importSigningKey(damaged)
    assert.fail('it was read')
  } catch (error) {
    const { message, stack = '', cause } = error as Error
    assert.equal(`${message}${stack}${(cause as Error).stack}`.includes(secretPart), false)
  }
})

test('halves that do not belong together are noticed', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  assert.ok(importSigningKey(privatePem, pemOf(ecPair.publicKey, 'spki')))
  assert.ok(importSigningKey(privatePem, pemOf(ecPair.publicKey, 'spki').replaceAll('\n', '\\n')))
  assert.throws(() => importSigningKey(privatePem, pemOf(other.publicKey, 'spki')), /does not belong/)
  assert.throws(() => importSigningKey(privatePem, pemOf(rsaPair.publicKey, 'spki')), /does not belong/)
  assert.throws(() => importSigningKey(privatePem, privatePem), /is a private key/)
  assert.throws(() => importSigningKey(privatePem, 'rubbish'), /not a PEM text/)

  // A SEC1 file whose public point is another key's: only trying it shows.
  const mine = ecPair.privateKey.export({ type: 'sec1', format: 'der' })
  const point = ecPair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-65)
  const foreign = other.publicKey.export({ type: 'spki', format: 'der' }).subarray(-65)
  const at = mine.indexOf(point)
  assert.ok(at > 0)
  foreign.copy(mine, at)
  const mixed = `-----BEGIN EC PRIVATE KEY-----\n${mine.toString('base64')}\n-----END EC PRIVATE KEY-----`
  assert.throws(() => importSigningKey(mixed), /damaged|cannot be read/)
})

test('a generated key is P-256, always another, and can be stored and read again', () => {
  const key = generateSigningKey()
  assert.equal(key.alg, 'ES256')
  assert.notEqual(generateSigningKey().kid, key.kid)
  const again = importSigningKey(pemOf(key.privateKey, 'pkcs8'))
  assert.deepEqual(again.publicJwk, key.publicJwk)
  assert.ok(verify('sha256', Buffer.from('x'), again.publicKey, sign('sha256', Buffer.from('x'), key.privateKey)))
})

test('the published key holds no private member', () => {
  for (const pem of [privatePem, pemOf(rsaPair.privateKey, 'pkcs8')]) {
    const { publicJwk } = importSigningKey(pem)
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(member in publicJwk, false)
  }
})

test('the thumbprint is that of RFC 7638 section 3.1', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
  assert.equal(thumbprint({ e: 'AQAB', kty: 'RSA', n }), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
})

test('a refresh key is named by its own thumbprint and must be long enough', () => {
  const key = importRefreshKey(new Uint8Array(32).fill(1))
  assert.equal(key.kid, importRefreshKey(new Uint8Array(32).fill(1)).kid)
  assert.notEqual(key.kid, importRefreshKey(new Uint8Array(32).fill(2)).kid)
  assert.throws(() => importRefreshKey(new Uint8Array(31)), TypeError)
})
