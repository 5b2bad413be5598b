import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { readCompactJws } from './compact-jws.ts'
import { generateSigningKey, importRefreshKey, importSigningKey } from './import-key.ts'
import { signRefreshToken, signToken } from './sign-token.ts'

const claims = { iss: 'kalosphere-auth', sub: 'ana', exp: 2_000_000_000, roles: ['support'], username: 'kůň' }
const rsaKey = importSigningKey(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
)

test('a token carries alg, typ and kid and nothing else in its header, and exactly the claims given', async () => {
  for (const key of [generateSigningKey(), rsaKey]) {
    const read = readCompactJws(await signToken(key, 'at+jwt', claims))
    assert.deepEqual(read, { header: { alg: key.alg, typ: 'at+jwt', kid: key.kid }, payload: claims })
  }
})

test('the signature is what Node itself verifies (ES256 as two 32-byte numbers, RFC 7518 section 3.4)', async () => {
  const key = generateSigningKey()
  const [head, body, signature = ''] = (await signToken(key, 'at+jwt', claims)).split('.')
  const bytes = Buffer.from(signature, 'base64url')
  assert.equal(bytes.length, 64)
  const publicKey = { key: key.publicKey, dsaEncoding: 'ieee-p1363' } as const
  assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), publicKey, bytes))
})

test('a refresh token is HS256 with its own kind', async () => {
  const { secretKey, kid } = importRefreshKey(new Uint8Array(32).fill(7))
  const read = readCompactJws(await signRefreshToken(secretKey, kid, claims))
  assert.deepEqual(read, { header: { alg: 'HS256', typ: 'rt+jwt', kid }, payload: claims })
})
