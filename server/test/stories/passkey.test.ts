import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { cleanUp } from '../../src/worker.ts'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { optionsOf, passkeyLogin, sendFactor, signUpWithKey } from '../passkey.ts'
import { firstFactor } from '../second-factor.ts'
import { type Manner, makeAuthenticator } from '../software-authenticator.ts'

const login = '/api/auth/login/passkey/'

test('a passkey signs in alone: no name, no password, no second factor', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  const options = await optionsOf(server.client(), 'login/passkey')
  assert.deepEqual([options.rpId, options.userVerification], ['localhost', 'required'])
  assert.equal(options.allowCredentials?.length ?? 0, 0)
  const body = { credential: key.sign(options), device_name: 'Laptop' }
  const answer = await server.client().post(login, body)
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.body.user.id, ana.id)
  const { amr, acr } = decodeJwt(answer.body.access)
  assert.deepEqual([amr, acr], [['pop', 'user', 'mfa'], 'aal2'])
  const client = server.client().as(answer.body.access)
  assert.equal((await client.get('/api/auth/profile/')).status, 200)
  assert.equal((await client.post('/api/auth/mfa/backup-codes/')).status, 200, 'it is a fresh proof')
  assert.equal((await server.client().post(login, body)).status, 401, 'attack 54: replayed')
})

test('a sign-in by passkey keeps its tokens in cookies when asked to', async (t) => {
  const server = await startServer(t)
  const { key } = await signUpWithKey(server)
  const options = await optionsOf(server.client(), 'login/passkey')
  const body = { credential: key.sign(options) }
  const cookies = { 'x-token-transport': 'cookie' }
  const foreign = await server.client().post(login, body, { ...cookies, origin: 'https://evil.example' })
  assert.equal(foreign.body.error, 'cross_origin')
  const own = await server.client().post(login, body, { ...cookies, origin: 'http://localhost:8000' })
  assert.deepEqual([own.status, Object.keys(own.body)], [200, ['access', 'user']])
})

const wrong: readonly [about: string, manner: Manner][] = [
  ['no user verification', { verifiesUser: false }],
  ['another origin', { origin: 'https://evil.example' }],
  ['another relying party', { rpId: 'evil.example' }],
  ['a registration instead of a signature', { type: 'webauthn.create' }],
  ['a frame of another site', { crossOrigin: true }],
  ['no user handle', { userHandle: null }],
  ['the user handle of another', { userHandle: Buffer.from('somebody else').toString('base64url') }],
  ['another kind of key', { isMultiDevice: true }],
]

for (const [about, manner] of wrong) {
  test(`attack 53: a passkey is refused with ${about}`, async (t) => {
    const server = await startServer(t)
    const { key } = await signUpWithKey(server)
    const refused = await passkeyLogin(server.client(), key, manner)
    assert.deepEqual([refused.status, refused.body.error], [401, 'bad_credentials'])
    assert.equal((await passkeyLogin(server.client(), key)).status, 200)
  })
}

test('attack 54: challenges of other purposes do not sign in, nor that of a sign-in elsewhere', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  const ticket = await firstFactor(ana)
  const others = [
    await optionsOf(server.client(), 'login/mfa', { mfa_token: ticket }),
    await optionsOf(ana.client(), 'reauthenticate'),
    { ...(await optionsOf(ana.client(), 'mfa/webauthn/register')), rpId: 'localhost' },
  ]
  for (const options of others) {
    const answer = await server.client().post(login, { credential: key.sign(options) })
    assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'])
  }
  const forAnybody = await optionsOf(server.client(), 'login/passkey')
  assert.equal((await sendFactor(server.client(), ticket, key.sign(forAnybody))).status, 400)
})

test('attack 54: 20 parallel uses of one answer open one session', async (t) => {
  const server = await startServer(t)
  const { key } = await signUpWithKey(server, { signCount: 0 })
  const credential = key.sign(await optionsOf(server.client(), 'login/passkey'))
  const answers = await Promise.all(Array.from({ length: 20 }, () => server.client().post(login, { credential })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('a passkey that shows a counter twice, is unknown, forged or removed does not sign in', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key, keyId } = await signUpWithKey(server)
  assert.equal((await passkeyLogin(server.client(), key, { signCount: 5 })).status, 200)
  assert.equal((await passkeyLogin(server.client(), key, { signCount: 5 })).status, 401)
  const stranger = makeAuthenticator({ userHandle: Buffer.from(ana.id).toString('base64url') })
  assert.equal((await passkeyLogin(server.client(), stranger)).status, 401)
  const options = await optionsOf(server.client(), 'login/passkey')
  const forged = { ...stranger.sign(options, { signCount: 50 }), id: key.id, rawId: key.id }
  assert.equal((await server.client().post(login, { credential: forged })).status, 401)
  assert.equal((await ana.client().send('DELETE', `/api/auth/mfa/webauthn/${keyId}/`)).status, 200)
  assert.equal((await passkeyLogin(server.client(), key)).status, 401)
})

test('a passkey does not open a deactivated account, and opens one whose password was changed', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  const changed = { current_password: ana.password, new_password: 'An0ther-horse!', confirm_password: 'An0ther-horse!' }
  assert.equal((await ana.client().post('/api/auth/change-password/', changed)).status, 200)
  assert.equal((await passkeyLogin(server.client(), key)).status, 200)
  const off = { password: 'An0ther-horse!', confirm_deactivation: true }
  assert.equal((await ana.client().post('/api/auth/deactivate-account/', off)).status, 200)
  const refused = await passkeyLogin(server.client(), key)
  assert.deepEqual([refused.status, refused.body.error], [401, 'bad_credentials'])
  const { db } = server.app
  const events = await db.selectFrom('audit_event').select('facts').where('name', '=', 'sign_in.failed').execute()
  assert.deepEqual(
    events.map(({ facts }) => facts),
    [{ reason: 'inactive' }],
  )
})

test('attack 43: a lock of the password does not stop a passkey', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  const guess = { email: ana.email, password: 'wrong' }
  for (let i = 0; i < 6; i++) await server.client().post('/api/auth/login/', guess)
  assert.equal((await server.client().post('/api/auth/login/', guess)).status, 423)
  assert.equal((await passkeyLogin(server.client(), key)).status, 200)
})

test('answers that no browser makes are refused like any other', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const data = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const bodies: unknown[] = [
    {},
    { id: '\0', response: {} },
    { id: 'a', response: null },
    { id: 'a', response: { clientDataJSON: 5 } },
    { id: 'a', response: { clientDataJSON: data(null) } },
    { id: 'a', response: { clientDataJSON: data({ challenge: {} }) } },
    { id: 'a', response: { clientDataJSON: '{' } },
  ]
  for (const credential of bodies) {
    const answer = await server.client().post(login, { credential })
    assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'], JSON.stringify(credential))
  }
  const options = await optionsOf(server.client(), 'login/passkey')
  const bare = { id: 'a', response: { clientDataJSON: data({ challenge: options.challenge }) } }
  assert.equal((await server.client().post(login, { credential: bare })).status, 401)
})

test('challenges that nobody answered are cleared away', async (t) => {
  const server = await startServer(t)
  const { actor: ana } = await signUpWithKey(server)
  const count = async () => (await server.app.db.selectFrom('challenge').select('digest').execute()).length
  for (let i = 0; i < 3; i++) await optionsOf(ana.client(), 'reauthenticate')
  assert.equal(await count(), 1, 'a session has one a purpose')
  await optionsOf(server.client(), 'login/passkey')
  await cleanUp(server.app)
  assert.equal(await count(), 2)
  server.clock.advance({ minutes: 6 })
  await cleanUp(server.app)
  assert.equal(await count(), 0)
})
