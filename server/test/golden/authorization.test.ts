import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { keyRing } from '../../src/keys/key-ring.ts'
import { type Actor, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { accessSigner, forge, keySigner, nobodySigns, publicKeySigner, secondsFromNow } from './forged-token.ts'
import { answerRows, badBearer, noCredentials, profileOf, type Row } from './session-row.ts'

const reading = { method: 'GET', path: '/api/auth/profile/', heading: 'The Authorization header' }
const twoParts = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
}
const noSubject = {
  detail: 'Token contained no recognizable user identification',
  code: 'token_not_valid',
}
const notFound = { detail: 'User not found', code: 'user_not_found' }

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const deployments = {
  'the key of an old deployment (RS256)': {
    JWT_PRIVATE_KEY: rsa.export({ type: 'pkcs8', format: 'pem' }).toString(),
  },
  'a key of our own (ES256)': {},
}

for (const [name, settings] of Object.entries(deployments)) {
  test(`the Authorization header, with ${name}`, async (t) => {
    const server = await startServer(t, settings)
    const ana = await signUp(server)
    const client = server.client()
    await answerRows(t, client, reading, headerRows(ana))
    await answerRows(t, client, reading, await signatureRows(server, ana))
    await answerRows(t, client, reading, await claimRows(server, ana))
    await answerRows(t, client, reading, await personRows(server, ana))
  })
}

function headerRows(ana: Actor): Row[] {
  const sent = (name: string, authorization: string, answer: unknown, status = 401): Row => {
    return { name, ask: { headers: { authorization } }, status, answer }
  }
  return [
    { name: 'none', status: 401, answer: noCredentials },
    sent('empty', '', noCredentials),
    sent('Bearer only', 'Bearer', twoParts),
    sent('Bearer + space', 'Bearer ', twoParts),
    sent('three parts', `Bearer ${ana.access} more`, twoParts),
    sent('Basic', 'Basic YW5hOnB3', noCredentials),
    sent('lower-case scheme', `bearer ${ana.access}`, noCredentials),
    sent('JWT scheme', `JWT ${ana.access}`, noCredentials),
    sent('token without scheme', ana.access, noCredentials),
    sent('two spaces', `Bearer  ${ana.access}`, profileOf(ana), 200),
    sent('latin1 bytes', 'Bearer \u00e9\u00ff', badBearer()),
    { name: 'token in query string', ask: inQuery(ana), status: 401, answer: noCredentials },
  ]
}

function inQuery(ana: Actor) {
  return { path: `${reading.path}?token=${ana.access}&access_token=${ana.access}` }
}

async function signatureRows(server: TestServer, ana: Actor): Promise<Row[]> {
  const { current } = await keyRing(server.app)
  const [genuine, publicKey] = [await accessSigner(server), await publicKeySigner(server)]
  const isRsa = current.alg === 'RS256'
  const stranger = isRsa
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const longer = keySigner(current.privateKey, 'sha512')
  const tampered = `${ana.access.slice(0, -10)}${ana.access.at(-10) === 'A' ? 'B' : 'A'}${ana.access.slice(-9)}`
  return [
    bearer('garbage', 'abc', badBearer()),
    bearer('not base64', '!!!.???.***', badBearer()),
    bearer('tampered signature', tampered, badBearer()),
    bearer('refresh token', ana.refresh, badBearer('Token has wrong type')),
    bearer('alg none', forge(ana.access, nobodySigns, { header: { alg: 'none' } }), badBearer()),
    bearer('HS256 with the public key', forge(ana.access, publicKey, { header: { alg: 'HS256' } }), badBearer()),
    bearer('other RSA key', forge(ana.access, keySigner(stranger.privateKey), {}), badBearer()),
    bearer('RS512, right key', forge(ana.access, longer, { header: { alg: isRsa ? 'RS512' : 'ES512' } }), badBearer()),
    bearer('with kid header', forge(ana.access, genuine, {}), profileOf(ana), 200),
    bearer('without kid header', forge(ana.access, genuine, { header: { kid: undefined } }), profileOf(ana), 200),
    bearer('with a kid nobody knows', forge(ana.access, genuine, { header: { kid: 'x' } }), badBearer()),
    bearer(
      'one of the former service, by its header',
      forge(ana.access, genuine, { header: { typ: 'JWT', kid: undefined } }),
      badBearer('Token has wrong type'),
    ),
  ]
}

async function claimRows(server: TestServer, ana: Actor): Promise<Row[]> {
  const signer = await accessSigner(server)
  const claims = (changed: Record<string, unknown>) => forge(ana.access, signer, { claims: changed })
  const at = (seconds: number) => secondsFromNow(server, seconds)
  return [
    bearer('expired', claims({ exp: at(-1) }), badBearer()),
    bearer('wrong aud', claims({ aud: 'another' }), badBearer()),
    bearer('aud list incl. kalosphere', claims({ aud: ['another', 'kalosphere'] }), profileOf(ana), 200),
    bearer('no aud', claims({ aud: undefined }), badBearer()),
    bearer('wrong iss', claims({ iss: 'another' }), badBearer()),
    bearer('no iss', claims({ iss: undefined }), badBearer()),
    bearer('no exp', claims({ exp: undefined }), badBearer("Token has no 'exp' claim")),
    bearer('no jti', claims({ jti: undefined }), badBearer('Token has no id')),
    bearer('no iat', claims({ iat: undefined }), profileOf(ana), 200),
    bearer('iat in the future', claims({ iat: at(60) }), badBearer()),
    bearer('no token_type', claims({ token_type: undefined }), badBearer('Token has no type')),
    bearer('no sub', claims({ sub: undefined }), noSubject),
    bearer('sub unknown uuid', claims({ sub: randomUUID() }), notFound),
    { ...bearer('sub not uuid', claims({ sub: 'x' }), badBearer()), was: '500' },
    { ...bearer('sub int', claims({ sub: 5 }), noSubject), was: '401 User not found' },
    bearer('no sid', claims({ sid: undefined }), badBearer()),
    bearer('sid of nobody', claims({ sid: randomUUID() }), badBearer()),
  ]
}

/** Each person has a token that is good in itself. */
async function personRows(server: TestServer, ana: Actor): Promise<Row[]> {
  const { db } = server.app
  const [left, gone, open] = [await signUp(server, 'left'), await signUp(server, 'gone'), await signUp(server, 'open')]
  await db.updateTable('account').set({ is_active: false }).where('id', '=', left.id).execute()
  await db.deleteFrom('account').where('id', '=', gone.id).execute()
  await db.updateTable('account').set({ email_verified_at: null }).where('id', '=', open.id).execute()
  const others = forge(ana.access, await accessSigner(server), { claims: { sub: open.id } })
  return [
    bearer('inactive user', left.access, { detail: 'User is inactive', code: 'user_inactive' }),
    bearer('deleted user', gone.access, notFound),
    bearer('unverified user', open.access, { ...profileOf(open), is_email_verified: false }, 200),
    bearer("another's sid", others, badBearer()),
    {
      name: 'expired, by the clock',
      ask: () => {
        server.clock.advance({ minutes: 15 })
        return { headers: { authorization: `Bearer ${ana.access}` } }
      },
      status: 401,
      answer: badBearer(),
    },
  ]
}

function bearer(name: string, token: string, answer: unknown, status = 401): Row {
  return { name, ask: { headers: { authorization: `Bearer ${token}` } }, status, answer }
}
