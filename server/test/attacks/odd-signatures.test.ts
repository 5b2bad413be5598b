import assert from 'node:assert/strict'
import { constants, createHash, createPublicKey, generateKeyPairSync, privateEncrypt, sign } from 'node:crypto'
import { test } from 'node:test'
import { compactVerify, createLocalJWKSet, errors, type JWK } from 'jose'
import { readProtected } from '../../src/keys/compact-jws.ts'
import { generateSigningKey, importSigningKey } from '../../src/keys/import-key.ts'
import { isSigned, type NamedKey } from '../../src/keys/is-signed.ts'
import { verifyWith } from '../../src/keys/verify-token.ts'
import { fitKeys } from '../../src/social/fit-keys.ts'
import { differences, type Vectors, wycheproof } from '../vectors/wycheproof.ts'

// Signatures that somebody hopes will pass: cases made here, of keys of our own, and the vectors of Project Wycheproof.

const now = new Date('2026-03-01T12:00:00Z')
const seconds = now.getTime() / 1000
const expected = { issuer: 'us', audience: 'them', now, typ: 'at+jwt' } as const
const claims = { iss: 'us', aud: 'them', sub: 'ana', jti: 'a', token_type: 'access', exp: seconds + 900 }
const rsaPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaKey = importSigningKey(rsaPair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
const ecKey = generateSigningKey()
type Key = typeof ecKey

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const textOf = ({ alg, kid }: Key) => `${encode({ alg, typ: 'at+jwt', kid })}.${encode(claims)}`

async function isTaken(key: Key, signature: Buffer): Promise<boolean> {
  const answer = await verifyWith([key], `${textOf(key)}.${signature.toString('base64url')}`, expected)
  assert.ok(answer === 'invalid' || typeof answer === 'object', String(answer))
  return answer !== 'invalid'
}

const bytesOf = (number: bigint, length: number) => Buffer.from(number.toString(16).padStart(length * 2, '0'), 'hex')
const numberOf = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`)

/** The order and the prime of P-256 (SEC 2, section 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn

test('ES256: only two numbers below the order, of this text, by this key', async () => {
  const text = Buffer.from(textOf(ecKey))
  const made = (hash: string) => sign(hash, text, { key: ecKey.privateKey, dsaEncoding: 'ieee-p1363' })
  const good = made('sha256')
  const [r, s] = [numberOf(good.subarray(0, 32)), numberOf(good.subarray(32))]
  const pair = (one: bigint, other: bigint) => Buffer.concat([bytesOf(one, 32), bytesOf(other, 32)])
  assert.equal(await isTaken(ecKey, good), true)
  const edges = [0n, 1n, order - 1n, order, order + 1n, prime, prime - 1n, 2n ** 256n - 1n]
  const pairs = edges.flatMap((edge) => [pair(edge, s), pair(r, edge), ...edges.map((other) => pair(edge, other))])
  const odd = [
    ...pairs,
    ...[pair(s, r), pair(order - r, s), Buffer.alloc(64), good.subarray(0, 63), Buffer.concat([good, Buffer.alloc(1)])],
    ...[Buffer.concat([Buffer.alloc(1), good]), good.subarray(0, 32), Buffer.concat([good, good]), made('sha1')],
    ...[made('sha384'), made('sha512'), sign('sha256', text, ecKey.privateKey)],
    // As wide as the numbers of P-384 and P-521 would be.
    ...[48, 66].map((width) => Buffer.concat([bytesOf(r, width), bytesOf(s, width)])),
  ]
  for (const [i, signature] of odd.entries()) assert.equal(await isTaken(ecKey, signature), false, `case ${i}`)
  // The mirror of a signature verifies, by the nature of ECDSA: so nothing is ever refused by the text of a token.
  assert.equal(await isTaken(ecKey, pair(r, order - s)), true)
})

const digestInfo = (digest: Buffer, prefix: string) => Buffer.concat([Buffer.from(prefix, 'hex'), digest])
const sha256Prefix = '3031300d060960864801650304020105000420'

/** A block of the old padding of RSA (RFC 8017 section 9.2), each part to be chosen. */
function block(content: Buffer, { lead = [0, 1], fill = 0xff, shorter = 0, tail = Buffer.alloc(0) } = {}): Buffer {
  const padding = Buffer.alloc(256 - lead.length - 1 - content.length - tail.length - shorter, fill)
  const made = Buffer.concat([Buffer.from(lead), padding, Buffer.alloc(1), content, tail])
  return Buffer.concat([Buffer.alloc(256 - made.length), made])
}

function rawSign(content: Buffer): Buffer {
  return privateEncrypt({ key: rsaPair.privateKey, padding: constants.RSA_NO_PADDING }, content)
}

test('RS256: only the one padding of the one hash, to the last byte', async () => {
  const text = Buffer.from(textOf(rsaKey))
  const hash = (name: string) => createHash(name).update(text).digest()
  const right = digestInfo(hash('sha256'), sha256Prefix)
  assert.equal(await isTaken(rsaKey, rawSign(block(right))), true, 'the blocks are built rightly')
  const contents: Readonly<Record<string, Buffer>> = {
    'no parameters': digestInfo(hash('sha256'), '302f300b0609608648016503040201' + '0420'),
    'the hash alone': hash('sha256'),
    'the name of SHA-1 with 32 bytes': digestInfo(hash('sha256'), '302d300906052b0e03021a05000420'),
    'SHA-1': digestInfo(hash('sha1'), '3021300906052b0e03021a05000414'),
    'SHA-512': digestInfo(hash('sha512'), '3051300d060960864801650304020305000440'),
    MD5: digestInfo(hash('md5'), '3020300c06082a864886f70d020505000410'),
    'a length in long form': digestInfo(hash('sha256'), `308131${sha256Prefix.slice(4)}`),
    'a longer digest': digestInfo(Buffer.concat([hash('sha256'), Buffer.alloc(1)]), sha256Prefix),
    'another digest': digestInfo(createHash('sha256').update('x').digest(), sha256Prefix),
  }
  const blocks: Readonly<Record<string, Buffer>> = {
    ...Object.fromEntries(Object.entries(contents).map(([about, content]) => [about, block(content)])),
    'the type of encryption': block(right, { lead: [0, 2] }),
    'the type 0': block(right, { lead: [0, 0], fill: 0 }),
    'padding of other bytes': block(right, { fill: 0xfe }),
    // What whoever has no key hopes for: short padding, and room behind the digest for a number of their choice.
    'bytes behind the digest': block(right, { tail: Buffer.alloc(64, 7) }),
    'short padding': block(right, { shorter: 100 }),
    'no padding': Buffer.concat([Buffer.from([0, 1, 0]), right, Buffer.alloc(256 - 3 - right.length, 9)]),
  }
  for (const [about, content] of Object.entries(blocks))
    assert.equal(await isTaken(rsaKey, rawSign(content)), false, about)
})

test('RS256: no other number, width or scheme stands for the signature', async () => {
  const text = Buffer.from(textOf(rsaKey))
  const good = sign('sha256', text, rsaKey.privateKey)
  const modulus = numberOf(Buffer.from(String(rsaKey.publicKey.export({ format: 'jwk' }).n), 'base64url'))
  const numbers = [0n, 1n, 2n, modulus - 1n, modulus, modulus + 1n, modulus - numberOf(good), numberOf(good) + 1n]
  const sum = numberOf(good) + modulus
  const pss = { key: rsaKey.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const odd = [
    ...[...numbers, ...(sum < 2n ** 2048n ? [sum] : [])].map((number) => bytesOf(number, 256)),
    ...[bytesOf(sum, 257), Buffer.concat([Buffer.alloc(1), good]), good.subarray(0, 255), good.subarray(1)],
    ...[Buffer.concat([good, Buffer.alloc(1)]), sign('sha256', text, pss), sign('sha512', text, rsaKey.privateKey)],
    sign('sha1', text, rsaKey.privateKey),
  ]
  assert.equal(await isTaken(rsaKey, good), true)
  for (const [i, signature] of odd.entries()) assert.equal(await isTaken(rsaKey, signature), false, `case ${i}`)
})

/** What is beneath the claims of every token of ours: the vectors' payloads are no claims. */
async function isOurs(key: NamedKey, text: string): Promise<boolean> {
  const read = readProtected(text)
  return read !== undefined && isSigned([key], read.header, text)
}

test('Wycheproof: our own keys verify what they signed, and nothing else', async () => {
  const ours = wycheproof.signatures.groups.filter(({ key }) => ['ES256', 'RS256'].includes(String(key.alg)))
  assert.equal(ours.length, 5)
  const found = await differences(ours, (key, text) => {
    const material = createPublicKey({ key, format: 'jwk' })
    return isOurs({ kid: String(key.kid), alg: String(key.alg), material }, text)
  })
  // Stricter: a token without a payload is none.
  assert.deepEqual(found, { refused: ['259'], taken: [] })
})

test('Wycheproof: our secret key verifies what it signed, and nothing else', async () => {
  const key = { kid: 'hs256-key', alg: 'HS256', material: Buffer.alloc(32) }
  const found = await differences([{ key, ...wycheproof.secrets }], (_, text) => isOurs(key, text))
  // Stricter: a question mark within is no letter of base64url, to be passed over.
  assert.deepEqual(found, { refused: ['372', '373'], taken: [] })
})

/** As `issuer-keys.ts` does for ID tokens: the fit ones of the published keys, by the algorithms of the settings. */
async function isOfIssuer(key: Vectors['key'], text: string): Promise<boolean> {
  const keys = createLocalJWKSet(fitKeys({ keys: [key as JWK] }))
  try {
    await compactVerify(text, keys, { algorithms: ['RS256', 'ES256'] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}

test('Wycheproof: the published keys of an issuer count for signatures, by their own algorithm, and when they are strong', async () => {
  // Stricter: PS256 and ES512 are only taken where the entry of the provider names them.
  const signatures = await differences(wycheproof.signatures.groups, isOfIssuer)
  assert.deepEqual(signatures, { refused: ['272', '347'], taken: [] })
  assert.deepEqual(await differences(wycheproof.keys.groups, isOfIssuer), { refused: [], taken: [] })
})
