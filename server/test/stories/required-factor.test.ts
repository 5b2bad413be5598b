import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { type Actor, onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { optionsOf, passkeyLogin, signUpWithKey } from '../passkey.ts'
import { auditOf } from '../records.ts'
import { askReset, mailAbout, reset } from '../recover.ts'
import { watchRoutes } from '../rules/served-routes.ts'
import { codeOf, firstFactor, secondFactor } from '../second-factor.ts'
import { makeAuthenticator } from '../software-authenticator.ts'

const api = '/api/auth'
const all = { MFA_REQUIRED: 'all' }

async function enrolmentOf(actor: Actor): Promise<string> {
  const answer = await actor.login()
  assert.deepEqual([answer.status, answer.body.error], [403, 'mfa_enrolment_required'], answer.text)
  assert.deepEqual(Object.keys(answer.body).toSorted(), ['detail', 'enrolment_token', 'error', 'methods'])
  return answer.body.enrolment_token
}

async function enrolTotp(server: TestServer, token: string): Promise<string> {
  const client = server.client().as(token)
  const { secret } = (await client.get(`${api}/mfa/totp/setup/`)).body
  const confirmed = await client.post(`${api}/mfa/totp/setup/`, { token: codeOf(server, secret) })
  assert.equal(confirmed.status, 200, confirmed.text)
  return secret
}

const finish = (server: TestServer, token: string): Promise<Answer> =>
  server.client().post(`${api}/login/enrolled/`, { enrolment_token: token, device_name: 'Laptop' })

test('with MFA_REQUIRED=all a sign-in without a factor leads to its enrolment, and then to a session of two factors', async (t) => {
  const server = await startServer(t, all)
  const ana = await registerVerified(server)
  const token = await enrolmentOf(ana)
  const before = await finish(server, token)
  assert.deepEqual(
    [before.status, before.body.error],
    [403, 'mfa_enrolment_required'],
    'not before the factor is there',
  )
  const secret = await enrolTotp(server, token)
  const answer = await finish(server, token)
  assert.equal(answer.status, 200, answer.text)
  const { acr, amr, sub } = decodeJwt(answer.body.access)
  assert.deepEqual([sub, acr, amr], [ana.id, 'aal2', ['pwd', 'otp', 'mfa']])
  assert.equal((await server.client().as(answer.body.access).get(`${api}/profile/`)).status, 200)
  assert.equal((await server.client().post(`${api}/refresh/`, { refresh: answer.body.refresh })).status, 200)
  assert.equal((await finish(server, token)).status, 401, 'the token is used up')
  assert.equal((await server.client().as(token).get(`${api}/mfa/`)).status, 401)
  server.clock.advance({ seconds: 30 })
  const ticket = await firstFactor(onAnotherDevice(server, ana))
  assert.equal((await secondFactor(ana, ticket, { code: codeOf(server, secret) })).status, 200)
  const names = (await auditOf(server.app, ana.id)).map(({ name }) => name)
  for (const name of ['sign_in.enrolment_asked', 'factor.added', 'sign_in.succeeded'])
    assert.ok(names.includes(name), name)
})

test('attack 45: the token of an enrolment opens what adds a factor and nothing else, on any route', async (t) => {
  const { built: server, routes } = await watchRoutes(() => startServer(t, all))
  const ana = await registerVerified(server)
  const token = await enrolmentOf(ana)
  const opened: string[] = []
  for (const { name } of routes.filter((route) => route.guarded)) {
    const [method = '', path = ''] = name.split(' ')
    const answer = await server
      .client()
      .as(token)
      .send(method, path, method === 'GET' ? {} : { body: {} })
    if (answer.status !== 401) opened.push(name)
  }
  const adding = ['totp/setup/', 'email/setup/', 'email/verify/', 'sms/setup/', 'sms/verify/']
  const keys = ['webauthn/register/options/', 'webauthn/register/verify/']
  const posts = [...adding, ...keys].map((path) => `POST ${api}/mfa/${path}`)
  assert.deepEqual(opened.toSorted(), [`GET ${api}/mfa/`, `GET ${api}/mfa/totp/setup/`, ...posts].toSorted())
  assert.equal((await server.client().post(`${api}/refresh/`, { refresh: token })).status, 401)
  assert.equal((await server.client().post(`${api}/token/verify/`, { token })).status, 401)
  assert.equal(
    (await server.client().post(`${api}/login/mfa/`, { mfa_token: token, method: 'totp', code: '1' })).status,
    401,
  )
})

test('of 20 finishes of one enrolment at once one opens the session', async (t) => {
  const server = await startServer(t, all)
  const token = await enrolmentOf(await registerVerified(server))
  await enrolTotp(server, token)
  const answers = await Promise.all(Array.from({ length: 20 }, () => finish(server, token)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array.from({ length: 19 }, () => 401)])
  assert.equal((await server.app.db.selectFrom('session').selectAll().execute()).length, 1)
})

test('an enrolment that waits gains nothing from a factor that somebody else has added', async (t) => {
  const server = await startServer(t, all)
  const ana = await registerVerified(server)
  const [thief, own] = [await enrolmentOf(onAnotherDevice(server, ana)), await enrolmentOf(ana)]
  await enrolTotp(server, own)
  assert.equal((await finish(server, thief)).body.error, 'mfa_enrolment_required')
  const setup = await server.client().as(thief).get(`${api}/mfa/totp/setup/`)
  assert.deepEqual([setup.status, setup.body.error], [403, 'reauthentication_required'])
  assert.equal((await finish(server, own)).status, 200)
})

test('an enrolment ends after half an hour, and with a reset of the password', async (t) => {
  const server = await startServer(t, all)
  const ana = await registerVerified(server)
  const token = await enrolmentOf(ana)
  server.clock.advance({ minutes: 31 })
  assert.equal((await server.client().as(token).get(`${api}/mfa/`)).status, 401)
  const other = await enrolmentOf(ana)
  const mail = await askReset(server, ana.email)
  const code = codeIn(mail)
  assert.equal((await reset(server, { email: ana.email, code }, 'N3w-passphrase')).status, 200)
  assert.equal((await server.client().as(other).get(`${api}/mfa/`)).status, 401)
  assert.equal((await finish(server, other)).status, 401)
})

test('a session from before the rule may add a factor and nothing else, and goes on with it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  Object.assign(server.app.config.factors, { required: 'all' })
  const refused = await ana.profile()
  assert.deepEqual([refused.status, refused.body.error], [403, 'mfa_enrolment_required'])
  assert.equal((await ana.renew()).body.error, 'mfa_enrolment_required')
  assert.equal((await server.client().post(`${api}/token/verify/`, { token: ana.access })).status, 401)
  assert.equal((await ana.client().get(`${api}/mfa/`)).body.is_required, true)
  await enrolTotp(server, ana.access)
  assert.equal((await ana.profile()).status, 200)
  assert.equal((await ana.renew()).status, 200)
})

test('with MFA_REQUIRED=admins the rule is for those with a role', async (t) => {
  const server = await startServer(t, { MFA_REQUIRED: 'admins' })
  const [ana, root] = [await signUp(server), await registerVerified(server, 'root')]
  assert.equal((await ana.profile()).status, 200)
  await server.app.db
    .updateTable('account')
    .set({ roles: JSON.stringify(['support']) as never })
    .where('id', '=', root.id)
    .execute()
  await enrolmentOf(root)
})

test('the last factor stays where one must be', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key, keyId } = await signUpWithKey(server)
  Object.assign(server.app.config.factors, { required: 'all' })
  const answer = await ana.client().send('DELETE', `${api}/mfa/webauthn/${keyId}/`)
  assert.deepEqual([answer.status, answer.body.error], [409, 'last_factor'])
  assert.equal((await passkeyLogin(server.client(), key)).status, 200)
  await ana.client().post(`${api}/mfa/email/setup/`)
  const code = codeIn(await mailAbout(server, ana.email, 'verification code'))
  assert.equal((await ana.client().post(`${api}/mfa/email/verify/`, { code })).status, 200)
  assert.equal((await ana.client().send('DELETE', `${api}/mfa/webauthn/${keyId}/`)).status, 200, 'there is another')
  const last = await ana.client().post(`${api}/mfa/email/disable/`)
  assert.deepEqual([last.status, last.body.error], [409, 'last_factor'])
})

test('profile strict offers authenticator apps and security keys only', async (t) => {
  const server = await startServer(t, { PROFILE: 'strict', PASSWORD_MIN_LENGTH: '8' })
  const ana = await signUp(server)
  const client = ana.client()
  assert.deepEqual((await client.get(`${api}/mfa/`)).body.offered, ['webauthn', 'totp'])
  const bodies: [string, unknown][] = [
    ['email/setup/', undefined],
    ['email/verify/', { code: '123456' }],
    ['sms/setup/', { phone_number: '+14155552671' }],
    ['sms/verify/', { code: '123456' }],
  ]
  for (const [path, body] of bodies) {
    const answer = await client.post(`${api}/mfa/${path}`, body)
    assert.deepEqual([answer.status, answer.body.error], [403, 'factor_not_offered'], path)
  }
  assert.deepEqual(await server.mailbox.to(ana.email).then((mails) => mails.length), 1, 'the one of the registration')
  const key = makeAuthenticator()
  const credential = key.make(await optionsOf(client, 'mfa/webauthn/register'))
  assert.equal((await client.post(`${api}/mfa/webauthn/register/verify/`, { name: 'Key', credential })).status, 201)
})

test('a factor that is not offered any more is asked for only where there is no better one', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await ana.client().post(`${api}/mfa/email/setup/`)
  const first = codeIn(await mailAbout(server, ana.email, 'verification code'))
  assert.equal((await ana.client().post(`${api}/mfa/email/verify/`, { code: first })).status, 200)
  Object.assign(server.app.config.factors, { offered: ['webauthn', 'totp'] })
  assert.deepEqual((await ana.login()).body.methods, ['email'], 'better than to ask for none')
  await enrolTotp(server, ana.access)
  server.clock.advance({ seconds: 61 })
  const asked = await ana.login()
  assert.deepEqual(asked.body.methods, ['totp', 'backup_code'])
  const mfa_token = asked.body.mfa_token
  const send = await server.client().post(`${api}/login/mfa/send/`, { mfa_token, method: 'email' })
  assert.equal(send.status, 400)
  const guess = { mfa_token, method: 'email', code: first }
  assert.equal((await server.client().post(`${api}/login/mfa/`, guess)).status, 400)
})
