import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, importSPKI, jwtVerify } from 'jose'
import { rotateKey } from '../../src/keys/key-ring.ts'
import { cleanUp } from '../../src/worker.ts'
import { signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'

const verifyOptions = { issuer: 'kalosphere-auth', audience: 'kalosphere', typ: 'at+jwt' }

async function publishedKeys(server: TestServer): Promise<{ kid: string; alg: string }[]> {
  const answer = await server.client().get('/.well-known/jwks.json')
  assert.equal(answer.status, 200)
  return answer.body.keys
}

test('GET /.well-known/jwks.json verifies an access token as another service would, and shows nothing private', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const jwks = (await server.client().get('/.well-known/jwks.json')).body
  const { payload, protectedHeader } = await jwtVerify(ana.access, createLocalJWKSet(jwks), verifyOptions)
  assert.equal(protectedHeader.alg, 'ES256')
  const { sub, email, email_verified, username, token_type, roles, amr, acr } = payload
  assert.deepEqual(
    { sub, email, email_verified, username, token_type, roles, amr, acr },
    {
      sub: ana.id,
      email: ana.email,
      email_verified: true,
      username: ana.username,
      token_type: 'access',
      roles: [],
      amr: ['pwd'],
      acr: 'aal1',
    },
  )
  assert.equal(Number(payload.exp) - Number(payload.iat), 900)
  for (const key of jwks.keys) assert.equal('d' in key, false)
  const pem = await server.client().get('/.well-known/public-key.pem')
  await jwtVerify(ana.access, await importSPKI(pem.text, 'ES256'), verifyOptions)
})

test('a rotated key is published before it signs, and the old one verifies until its last token has ended', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const [first] = await publishedKeys(server)
  const next = await rotateKey(server.app)
  assert.deepEqual((await publishedKeys(server)).map(({ kid }) => kid).toSorted(), [first?.kid, next].toSorted())
  await ana.login()
  assert.equal(decodeProtectedHeader(ana.access).kid, first?.kid, 'not yet')
  const old = ana.access
  server.clock.advance({ seconds: 31 })
  await ana.login()
  assert.equal(decodeProtectedHeader(ana.access).kid, next)
  assert.equal((await server.client().as(old).get('/api/auth/profile/')).status, 200, 'the old token goes on')
  server.clock.advance({ minutes: 17 })
  await cleanUp(server.app)
  assert.deepEqual(
    (await publishedKeys(server)).map(({ kid }) => kid),
    [next],
  )
  assert.equal((await ana.renew()).status, 200)
  assert.equal((await ana.profile()).status, 200)
})

test('the worker rotates by age and not before', async (t) => {
  const server = await startServer(t, { JWT_KEY_ROTATION_DAYS: '30' })
  await publishedKeys(server)
  server.clock.advance({ days: 29 })
  await cleanUp(server.app)
  assert.equal((await publishedKeys(server)).length, 1)
  server.clock.advance({ days: 2 })
  await cleanUp(server.app)
  assert.equal((await publishedKeys(server)).length, 2)
  await cleanUp(server.app)
  assert.equal((await publishedKeys(server)).length, 2, 'once is enough')
})

test('JWT_PRIVATE_KEY keeps the old deployment’s RSA key', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const server = await startServer(t, { JWT_PRIVATE_KEY: pem.replaceAll('\n', '\\n') })
  const ana = await signUp(server)
  assert.equal(decodeProtectedHeader(ana.access).alg, 'RS256')
  assert.equal((await ana.profile()).status, 200)
  const keys = await publishedKeys(server)
  assert.deepEqual(
    keys.map(({ alg }) => alg),
    ['RS256'],
  )
})
