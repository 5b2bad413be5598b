import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { generateSigningKey, importRefreshKey, importSigningKey, type SigningKey } from './import-key.ts'
import { signRefreshToken, signToken } from './sign-token.ts'
import { verifyRefreshToken, verifyWith } from './verify-token.ts'

const now = new Date('2026-03-01T12:00:00Z')
const seconds = now.getTime() / 1000
const rsaKey = importSigningKey(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
)
const ecKey = generateSigningKey()
const keys = [ecKey, rsaKey]
const refreshKey = importRefreshKey(new Uint8Array(32).fill(7))
const policy = { issuer: 'kalosphere-auth', audience: 'kalosphere', now }
const expected = { ...policy, typ: 'at+jwt' } as const

const claims = {
  iss: 'kalosphere-auth',
  aud: 'kalosphere',
  sub: '7f6c1c9e-0d5e-4f57-9d0b-2f3b8a1d6c11',
  jti: 'a3f1',
  token_type: 'access',
  iat: seconds,
  exp: seconds + 900,
}
const refreshClaims = { ...claims, token_type: 'refresh' }
type Members = Record<string, unknown>

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** Signs any header and payload with Node alone, so that what our signer would refuse can be tried. */
function forge(key: SigningKey, header: Members, payload: Members): string {
  const text = `${encode(header)}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}
function forgeHmac(secret: string | Uint8Array, header: Members, payload: Members, hash = 'sha256'): string {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}
const headerOf = (key: SigningKey, more: Members = {}) => ({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...more })
const without = (name: string, from: Members = claims) =>
  Object.fromEntries(Object.entries(from).filter(([member]) => member !== name))

test('good tokens give their claims', async () => {
  for (const key of keys)
    assert.deepEqual(await verifyWith(keys, await signToken(key, 'at+jwt', claims), expected), claims)
  const refresh = await signRefreshToken(refreshKey.secretKey, refreshKey.kid, refreshClaims)
  assert.deepEqual(await verifyRefreshToken([refreshKey], refresh, policy), refreshClaims)
})

test('each faulty claim has its own refusal, in the order of the old service', async () => {
  const cases: [string, Members, unknown][] = [
    ['expired now', { ...claims, exp: seconds }, 'invalid'],
    ['expires in a second', { ...claims, exp: seconds + 1 }, { ...claims, exp: seconds + 1 }],
    ['exp as text', { ...claims, exp: `${seconds + 900}` }, 'invalid'],
    ['exp null', { ...claims, exp: null }, 'invalid'],
    ['no exp', without('exp'), 'no_expiry'],
    ['iat 5 s ahead', { ...claims, iat: seconds + 5 }, { ...claims, iat: seconds + 5 }],
    ['iat 6 s ahead', { ...claims, iat: seconds + 6 }, 'invalid'],
    ['iat as text', { ...claims, iat: 'now' }, 'invalid'],
    ['no iat', without('iat'), without('iat')],
    ['nbf ahead', { ...claims, nbf: seconds + 60 }, 'invalid'],
    ['wrong iss', { ...claims, iss: 'kalosphere-auth/' }, 'invalid'],
    ['no iss', without('iss'), 'invalid'],
    ['iss list', { ...claims, iss: ['kalosphere-auth'] }, 'invalid'],
    ['wrong aud', { ...claims, aud: 'other' }, 'invalid'],
    ['aud with our name inside', { ...claims, aud: 'xkalosphere' }, 'invalid'],
    ['no aud', without('aud'), 'invalid'],
    ['aud list', { ...claims, aud: ['other', 'kalosphere'] }, { ...claims, aud: ['other', 'kalosphere'] }],
    ['aud list without us', { ...claims, aud: ['other'] }, 'invalid'],
    ['aud list of odd things', { ...claims, aud: ['kalosphere', 5] }, 'invalid'],
    ['no jti', without('jti'), 'no_id'],
    ['jti number', { ...claims, jti: 5 }, 'no_id'],
    ['no token_type', without('token_type'), 'no_type'],
    ['token_type number', { ...claims, token_type: 5 }, 'no_type'],
    ['token_type refresh', refreshClaims, 'wrong_type'],
    ['no sub', without('sub'), 'no_subject'],
    ['sub number', { ...claims, sub: 5 }, 'no_subject'],
    ['sub empty', { ...claims, sub: '' }, 'no_subject'],
    ['expired and without jti', without('jti', { ...claims, exp: seconds - 1 }), 'invalid'],
    ['without exp and jti', without('jti', without('exp')), 'no_expiry'],
    ['without jti and type', without('jti', without('token_type')), 'no_id'],
  ]
  for (const [name, payload, outcome] of cases) {
    assert.deepEqual(await verifyWith(keys, forge(ecKey, headerOf(ecKey), payload), expected), outcome, name)
  }
})

test('an exp that reads as infinite does not live for ever', async () => {
  const text = `${encode(headerOf(ecKey))}.${Buffer.from(JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999')).toString('base64url')}`
  const signature = sign('sha256', Buffer.from(text), { key: ecKey.privateKey, dsaEncoding: 'ieee-p1363' })
  assert.equal(await verifyWith(keys, `${text}.${signature.toString('base64url')}`, expected), 'invalid')
})

test('attack 67: the kind in the header must be exact, even where all else is right', async () => {
  for (const typ of ['JWT', 'jwt', 'AT+JWT', 'application/at+jwt', 'at+jwt ', '', undefined, ['at+jwt']]) {
    assert.equal(
      await verifyWith(keys, forge(ecKey, headerOf(ecKey, { typ }), claims), expected),
      'wrong_type',
      String(typ),
    )
  }
})

test('a token of the old kind is still told its own fault', async () => {
  const old = forge(rsaKey, { alg: 'RS256', typ: 'JWT' }, without('jti'))
  assert.equal(await verifyWith(keys, old, expected), 'no_id')
})

test('attack 67: an access token is no refresh token, and the reverse', async () => {
  const access = await signToken(ecKey, 'at+jwt', claims)
  const refresh = await signRefreshToken(refreshKey.secretKey, refreshKey.kid, refreshClaims)
  assert.equal(await verifyRefreshToken([refreshKey], access, policy), 'wrong_type')
  assert.equal(await verifyWith(keys, refresh, expected), 'wrong_type')
  // With the other kind's header, a good signature and the old token_type, it is refused all the same.
  const dressed = forgeHmac(refreshKey.secretKey, { alg: 'HS256', typ: 'rt+jwt', kid: refreshKey.kid }, claims)
  assert.equal(await verifyRefreshToken([refreshKey], dressed, policy), 'wrong_type')
  // A forged header alone is not believed to be of a kind that its algorithm cannot have.
  const none = `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(claims)}.AAAA`
  assert.equal(await verifyRefreshToken([refreshKey], none, policy), 'invalid')
})

test('attack 61: alg none is refused in every spelling, with and without a signature', async () => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
    const text = `${encode({ alg, typ: 'at+jwt', kid: ecKey.kid })}.${encode(claims)}`
    for (const signature of ['', 'AAAA']) {
      assert.equal(await verifyWith(keys, `${text}.${signature}`, expected), 'invalid', alg)
      assert.equal(await verifyRefreshToken([refreshKey], `${text}.${signature}`, policy), 'invalid', alg)
    }
  }
})

/** The texts that a confused verifier may take for an HMAC secret. */
function publicSpellings(key: SigningKey): (string | Uint8Array)[] {
  const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const der = key.publicKey.export({ type: 'spki', format: 'der' })
  const spelt = [pem.trim(), ` ${pem}`, `\n${pem}`, pem.replaceAll('\n', '\r\n'), pem.replaceAll('\n', '\\n')]
  return [pem, ...spelt, JSON.stringify(key.publicJwk), der]
}

test('attack 61: the public key is no HMAC secret, however its PEM is spelt', async () => {
  const hashes = [256, 384, 512]
  const tries = keys.flatMap((key) =>
    publicSpellings(key).flatMap((secret) => hashes.map((bits) => ({ key, secret, bits }))),
  )
  for (const { key, secret, bits } of tries) {
    const alg = `HS${bits}`
    for (const kid of [{ kid: key.kid }, {}]) {
      const token = forgeHmac(secret, { alg, typ: 'at+jwt', ...kid }, claims, `sha${bits}`)
      assert.equal(await verifyWith(keys, token, expected), 'invalid', alg)
    }
    const refresh = forgeHmac(secret, { alg, typ: 'rt+jwt', kid: refreshKey.kid }, refreshClaims, `sha${bits}`)
    assert.equal(await verifyRefreshToken([refreshKey], refresh, policy), 'invalid', alg)
  }
  assert.equal(tries.length, 2 * 8 * 3)
})

test('attack 61: a key verifies with its one algorithm only', async () => {
  const crossed: [SigningKey, Members][] = [
    [rsaKey, { alg: 'RS512' }],
    [rsaKey, { alg: 'PS256' }],
    [rsaKey, { alg: 'ES256' }],
    [ecKey, { alg: 'RS256' }],
    [ecKey, { alg: 'ES384' }],
    [ecKey, { alg: 'es256' }],
    [ecKey, { kid: rsaKey.kid }],
    [rsaKey, { kid: ecKey.kid }],
  ]
  for (const [key, more] of crossed) {
    assert.equal(
      await verifyWith(keys, forge(key, headerOf(key, more), claims), expected),
      'invalid',
      JSON.stringify(more),
    )
  }
})

test('a signature of all zeros, of another length or in DER is refused', async () => {
  const text = `${encode(headerOf(ecKey))}.${encode(claims)}`
  const der = sign('sha256', Buffer.from(text), ecKey.privateKey)
  for (const signature of [Buffer.alloc(64), Buffer.alloc(63), Buffer.alloc(65), Buffer.alloc(1), der]) {
    assert.equal(await verifyWith(keys, `${text}.${signature.toString('base64url')}`, expected), 'invalid')
  }
})

test('attack 64: the header brings no key of its own', async () => {
  const stranger = generateSigningKey()
  const offers: Members[] = [
    { jwk: stranger.publicJwk },
    { jwk: stranger.publicJwk, kid: stranger.kid },
    { jku: 'https://attacker.example/jwks.json', kid: stranger.kid },
    { x5u: 'https://attacker.example/cert.pem' },
    { x5c: ['MIIB'] },
    { kid: '../../../../dev/null' },
    { kid: '' },
    { kid: "x' OR '1'='1" },
    { kid: ecKey.kid },
  ]
  for (const more of offers) {
    const token = forge(stranger, { alg: 'ES256', typ: 'at+jwt', ...more }, claims)
    assert.equal(await verifyWith(keys, token, expected), 'invalid', JSON.stringify(more))
  }
  // Our own signature is not spoilt by such a member: it is ignored.
  const ours = forge(ecKey, headerOf(ecKey, { jwk: stranger.publicJwk }), claims)
  assert.deepEqual(await verifyWith(keys, ours, expected), claims)
})

test('attack 64: kid chooses among ours; odd ones choose nothing; without one, a single key of the algorithm is tried', async () => {
  for (const kid of [null, 5, '', [ecKey.kid], { kid: ecKey.kid }, 'unknown', '__proto__']) {
    assert.equal(
      await verifyWith(keys, forge(ecKey, headerOf(ecKey, { kid }), claims), expected),
      'invalid',
      String(kid),
    )
  }
  const unnamed = forge(ecKey, { alg: 'ES256', typ: 'at+jwt' }, claims)
  assert.deepEqual(await verifyWith(keys, unnamed, expected), claims)
  assert.equal(await verifyWith([...keys, generateSigningKey()], unnamed, expected), 'invalid')
  assert.equal(await verifyWith([], unnamed, expected), 'invalid')
})

test('refresh tokens survive a rotation of keys while the older one is listed', async () => {
  const newer = importRefreshKey(new Uint8Array(32).fill(8))
  const refresh = await signRefreshToken(refreshKey.secretKey, refreshKey.kid, refreshClaims)
  assert.deepEqual(await verifyRefreshToken([newer, refreshKey], refresh, policy), refreshClaims)
  assert.equal(await verifyRefreshToken([newer], refresh, policy), 'invalid')
  const renamed = forgeHmac(refreshKey.secretKey, { alg: 'HS256', typ: 'rt+jwt', kid: newer.kid }, refreshClaims)
  assert.equal(await verifyRefreshToken([newer, refreshKey], renamed, policy), 'invalid')
})

test('attack 62: crit is refused although the signature is good', async () => {
  for (const more of [{ crit: ['exp'] }, { crit: [] }, { crit: ['b64'], b64: false }, { b64: false }]) {
    assert.equal(await verifyWith(keys, forge(ecKey, headerOf(ecKey, more), claims), expected), 'invalid')
  }
})

test('attack 66: no altered character of a good token leaves it valid', async () => {
  const good = await signToken(ecKey, 'at+jwt', claims)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const variants = [...good].map((letter, at) => {
    const next = alphabet[(alphabet.indexOf(letter) + 1) % alphabet.length]
    return good.slice(0, at) + next + good.slice(at + 1)
  })
  for (const tail of ['=', '==', ' ', '\n', '.', 'A', '%00', '\0']) variants.push(good + tail, tail + good)
  for (let cut = 1; cut < good.length; cut += 1) variants.push(good.slice(0, -cut))
  for (const last of alphabet) if (!good.endsWith(last)) variants.push(good.slice(0, -1) + last)
  for (const variant of variants) {
    const outcome = await verifyWith(keys, variant, expected)
    assert.equal(typeof outcome, 'string', variant)
  }
})

test('attack 65: bombs and rubbish are refused without a signature check', async () => {
  const five = `${encode({ alg: 'PBES2-HS256+A128KW', enc: 'A128CBC-HS256', p2c: 2 ** 31 - 1 })}.A.A.A.A`
  for (const token of [
    '',
    '.',
    '..',
    '.'.repeat(1_000_000),
    'a.b.c',
    five,
    `${encode({ alg: 'ES256', zip: 'DEF' })}.e30.AA`,
  ]) {
    assert.equal(await verifyWith(keys, token, expected), 'invalid')
    assert.equal(await verifyRefreshToken([refreshKey], token, policy), 'invalid')
  }
})
