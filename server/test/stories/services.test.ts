import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import {
  addService,
  removeService,
  rotateServiceSecret,
  type ServiceCredentials,
} from '../../src/services/manage-services.ts'
import { onAnotherDevice, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { countAudit } from '../records.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'

const introspect = '/api/auth/introspect/'
const revoke = '/api/auth/revoke/'

function basic({ clientId, secret }: ServiceCredentials): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` }
}

/** Asks as RFC 7662 has it: a form, and HTTP Basic. */
function ask(server: TestServer, service: ServiceCredentials, token: string, path = introspect) {
  return server.client(basic(service)).send('POST', path, { form: { token, token_type_hint: 'access_token' } })
}

test('a service learns that a token is live, and what it says', async (t) => {
  const server = await startServer(t)
  const service = await addService(server.app, 'Shop')
  const ana = await signUp(server)
  const answer = await ask(server, service, ana.access)
  assert.equal(answer.status, 200, answer.text)
  const { active, token_type, ...told } = answer.body
  const { token_type: kind, ...claims } = decodeJwt(ana.access)
  assert.deepEqual([active, token_type, kind], [true, 'Bearer', 'access'])
  assert.deepEqual(told, claims)
  const inBody = { token: ana.access, client_id: service.clientId, client_secret: service.secret }
  assert.equal((await server.client().post(introspect, inBody)).body.active, true)
})

test('a token that is not good is told as inactive and nothing else', async (t) => {
  const server = await startServer(t)
  const service = await addService(server.app, 'Shop')
  const [ana, ben, eve] = [await signUp(server), await signUp(server, 'ben'), await signUp(server, 'eve')]
  const waiting = await firstFactor(onAnotherDevice(server, await signUpWithTotp(server, 'cy')))
  await ben.client().post('/api/auth/logout/', { refresh: ben.refresh })
  await eve.client().post('/api/auth/deactivate-account/', { password: eve.password, confirm_deactivation: true })
  const tokens = {
    'a refresh token': ana.refresh,
    'a signed out one': ben.access,
    'a deactivated person': eve.access,
    'a pending second factor': waiting,
    'another signature': `${ana.access.slice(0, -4)}AAAA`,
    nothing: 'x',
  }
  for (const [about, token] of Object.entries(tokens)) {
    assert.deepEqual((await ask(server, service, token)).body, { active: false }, about)
  }
  server.clock.advance({ seconds: 2 })
  const proved = await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  assert.deepEqual((await ask(server, service, ana.access)).body, { active: false }, 'replaced by a fresh proof')
  assert.equal((await ask(server, service, proved.body.access)).body.active, true)
  server.clock.advance({ minutes: 16 })
  assert.deepEqual((await ask(server, service, proved.body.access)).body, { active: false }, 'expired')
})

test('attack 81: only registered services ask, in one way at a time', async (t) => {
  const server = await startServer(t)
  const service = await addService(server.app, 'Shop')
  const ana = await signUp(server)
  const { clientId, secret } = service
  const refused: [string, Record<string, string>, Record<string, string>][] = [
    ['nobody', {}, {}],
    ['a person', { authorization: `Bearer ${ana.access}` }, {}],
    ['a wrong secret', basic({ clientId, secret: `${secret.slice(1)}x` }), {}],
    ['no secret', basic({ clientId, secret: '' }), {}],
    ['an unknown client', basic({ clientId: 'svc_nobody', secret }), {}],
    ['both ways at once', basic(service), { client_id: clientId, client_secret: secret }],
    ['half of the fields', {}, { client_id: clientId }],
    ['a broken header', { authorization: 'Basic %%%' }, {}],
    ['a NUL in the name', basic({ clientId: 'svc%00', secret }), {}],
    ['a bare NUL in the name', basic({ clientId: `${clientId}\0`, secret }), {}],
  ]
  for (const path of [introspect, revoke]) {
    for (const [about, headers, fields] of refused) {
      const answer = await server.client(headers).send('POST', path, { form: { token: ana.access, ...fields } })
      assert.deepEqual([answer.status, answer.body.error], [401, 'invalid_client'], about)
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /)
    }
  }
  assert.equal((await ana.profile()).status, 200, 'nothing was revoked')
})

test('a new secret works at once, the former for a day; a service that is removed is a stranger', async (t) => {
  const server = await startServer(t)
  const service = await addService(server.app, 'Shop')
  const { access } = await signUp(server)
  const secret = (await rotateServiceSecret(server.app, service.clientId)) ?? ''
  const renewed = { clientId: service.clientId, secret }
  for (const one of [service, renewed]) assert.equal((await ask(server, one, access)).status, 200)
  server.clock.advance({ hours: 25 })
  assert.equal((await ask(server, service, access)).status, 401)
  assert.equal((await ask(server, renewed, access)).status, 200)
  assert.equal(await removeService(server.app, service.clientId), true)
  assert.equal((await ask(server, renewed, access)).status, 401)
  const rows = await server.app.db.selectFrom('audit_event').select('name').where('name', 'like', 'service.%').execute()
  assert.equal(rows.length, 3)
})

test('attack 73: a revoked token ends its session with all its tokens, and no other', async (t) => {
  const server = await startServer(t)
  const service = await addService(server.app, 'Shop')
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  assert.deepEqual((await ask(server, service, ana.access, revoke)).body, {})
  assert.deepEqual([(await ana.profile()).status, (await ana.renew()).status], [401, 401])
  assert.equal((await phone.profile()).status, 200)
  assert.equal((await ask(server, service, phone.refresh, revoke)).status, 200)
  assert.deepEqual([(await phone.profile()).status, (await phone.renew()).status], [401, 401])
  for (const token of [ana.access, phone.refresh, 'no token']) {
    assert.equal((await ask(server, service, token, revoke)).status, 200, 'no fault, and nothing done')
  }
  assert.equal(await countAudit(server.app, ana.id, 'session.ended'), 2)
})
