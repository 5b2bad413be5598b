import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { admin, proveAgain, readPages, signUpStaff } from '../admin.ts'
import { guess } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'

const why = { reason: 'Ticket 4711' }

async function acts(server: TestServer): Promise<unknown[]> {
  const query = server.app.db.selectFrom('audit_event').select('facts').where('name', '=', 'admin.acted')
  return (await query.orderBy('at').execute()).map(({ facts }) => facts.act)
}

test('all living sessions are listed, or those of one account, and none that ended', async (t) => {
  const server = await startServer(t)
  const sue = await signUpStaff(server, 'support', 'sue')
  const ana = await signUp(server, 'ana')
  await ana.login()
  const gone = await signUp(server, 'gone')
  await server.client().post('/api/auth/logout/', { refresh: gone.refresh })
  const list = async (query = '') => (await sue.client().get(`${admin}/sessions/?${query}`)).body.results
  const all = await list()
  assert.deepEqual(
    all.map(({ account_id }: { account_id: string }) => account_id),
    [ana.id, ana.id, sue.id],
  )
  assert.deepEqual([all[0].email, all[0].level, all[2].level], [ana.email, 'aal1', 'aal2'])
  assert.deepEqual((await readPages(sue, `${admin}/sessions/?limit=1`)).flat(), all)
  assert.equal((await list(`account_id=${ana.id}`)).length, 2)
  assert.deepEqual(await list(`account_id=${gone.id}`), [])
  assert.equal((await sue.client().get(`${admin}/sessions/?account_id=x`)).status, 400)
})

test('what was given up is shown without what is in it, and tried again, one by one or all', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  await signUp(server, 'ana')
  for (let i = 0; i < 3; i++) await server.client().post('/api/auth/forgot-password/', { email: amy.email })
  const at = server.clock.now()
  await server.app.db.updateTable('outbox').set({ failed_at: at, last_error: 'no route' }).execute()
  const list = async (query = '') => (await amy.client().get(`${admin}/outbox/?${query}`)).body.results
  const failed = await list()
  assert.ok(failed.length > 1)
  assert.deepEqual([failed[0].state, failed[0].last_error], ['failed', 'no route'])
  assert.equal('payload' in failed[0], false)
  assert.deepEqual((await readPages(amy, `${admin}/outbox/?limit=1`)).flat(), failed)
  assert.deepEqual(await list('topic=text'), [])
  assert.deepEqual(await list('state=waiting'), [])
  const one = await amy.client().post(`${admin}/outbox/retry/`, { ids: [failed[0].id], ...why })
  assert.deepEqual(one.body, { retried: 1 })
  assert.equal((await list('state=waiting')).length, 1)
  const rest = await amy.client().post(`${admin}/outbox/retry/`, why)
  assert.deepEqual([rest.body, (await list()).length], [{ retried: failed.length - 1 }, 0])
  assert.deepEqual(await acts(server), ['outbox.retry', 'outbox.retry'])
})

test('blocks are seen, of accounts, of nobody and of networks, and lifted one by one', async (t) => {
  const server = await startServer(t, { RATELIMIT_ENABLE: 'True', MAX_LOGIN_ATTEMPTS: '3' })
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server, 'ana')
  await guess(server.client(), ana.email, 3)
  await guess(server.client(), 'nobody@example.com', 3)
  const { app, clock } = server
  const network = {
    key: 'password:network:192.0.2.0',
    spent: 100,
    window_ends_at: new Date(clock.now().getTime() + 60_000),
  }
  await app.db
    .insertInto('attempt')
    .values([network, { ...network, key: 'password:network:192.0.2.1', spent: 99 }])
    .execute()
  const list = async () => (await amy.client().get(`${admin}/blocks/`)).body.results
  const blocks = await list()
  const about = blocks.map((block: { kind: string; account_id: string | null; network: string | null }) => {
    return [block.kind, block.account_id, block.network]
  })
  assert.deepEqual(about.toSorted(), [
    ['network', null, '192.0.2.0'],
    ['password', null, null],
    ['password', ana.id, null],
  ])
  assert.deepEqual((await readPages(amy, `${admin}/blocks/?limit=1`)).flat(), blocks)
  const { id } = blocks.find(({ account_id }: { account_id: string | null }) => account_id === ana.id)
  const lift = (block: string) => amy.client().post(`${admin}/blocks/lift/`, { id: block, ...why })
  assert.equal((await lift(id)).status, 200)
  for (const none of [id, 'x', '%', Buffer.from('a\0b').toString('base64url')]) {
    assert.equal((await lift(none)).status, 404, none)
  }
  assert.equal((await list()).length, 2)
  assert.equal(
    (await server.client().post('/api/auth/login/', { email: ana.email, password: ana.password })).status,
    200,
  )
  assert.deepEqual(await acts(server), ['blocks.lift'], 'what was not there is not recorded')
  for (const cursor of ['x', Buffer.from('never key').toString('base64url')]) {
    assert.equal((await amy.client().get(`${admin}/blocks/?cursor=${cursor}`)).status, 400)
  }
})

test('only what blocks now is lifted, nothing of the own account, and it is recorded of whom or of which network', async (t) => {
  const server = await startServer(t, { RATELIMIT_ENABLE: 'True', MAX_LOGIN_ATTEMPTS: '3' })
  const amy = await signUpStaff(server, 'admin', 'amy')
  const [ana, ben] = [await signUp(server, 'ana'), await signUp(server, 'ben')]
  const gone = crypto.randomUUID()
  const { db } = server.app
  const later = new Date(server.clock.now().getTime() + 60_000)
  const counters = {
    self: [`password:${amy.id}:session:x`, 3],
    selfTotal: [`password:${amy.id}:total`, 100],
    selfFactor: [`factor:${amy.id}:totp`, 100],
    ana: [`password:${ana.id}:unknown`, 3],
    below: [`password:${ben.id}:unknown`, 2],
    ended: [`password:${ben.id}:session:x`, 3],
    gone: [`password:${gone}:unknown`, 3],
    network: ['password:network:192.0.2.0', 100],
    quiet: ['password:network:192.0.2.1', 99],
  } as const
  for (const [name, [key, spent]] of Object.entries(counters)) {
    const ends = name === 'ended' ? server.clock.now() : later
    await db.insertInto('attempt').values({ key, spent, window_ends_at: ends }).execute()
  }
  const lift = async (name: keyof typeof counters) => {
    const id = Buffer.from(counters[name][0]).toString('base64url')
    const { status, body } = await amy.client().post(`${admin}/blocks/lift/`, { id, ...why })
    return [status, body.error]
  }
  for (const name of ['self', 'selfTotal', 'selfFactor'] as const) {
    assert.deepEqual(await lift(name), [403, 'permission_denied'], name)
  }
  for (const name of ['below', 'ended', 'quiet'] as const) assert.deepEqual(await lift(name), [404, 'not_found'], name)
  assert.deepEqual(await acts(server), [])
  const left = await db.selectFrom('attempt').select('key').where('key', 'in', keysOf(counters)).execute()
  assert.equal(left.length, 9, 'nothing that was refused was taken away')
  const answers = await Promise.all([lift('ana'), lift('ana')])
  assert.deepEqual(answers.map(([status]) => status).toSorted(), [200, 404])
  for (const name of ['gone', 'network'] as const) assert.equal((await lift(name))[0], 200, name)
  const rows = await db.selectFrom('audit_event').selectAll().where('name', 'like', '%ed').orderBy('at').execute()
  const done = rows.find(({ name }) => name === 'account.administered')
  assert.deepEqual([done?.account_id, done?.personal_facts], [ana.id, why])
  const lifted = rows.filter(({ name }) => name === 'block.lifted').map((row) => [row.account_id, row.personal_facts])
  const whose = lifted.map((row) => JSON.stringify(row)).toSorted()
  assert.deepEqual(
    whose,
    [
      [ana.id, {}],
      [null, {}],
      [null, { network: '192.0.2.0' }],
    ]
      .map((row) => JSON.stringify(row))
      .toSorted(),
  )
})

function keysOf(counters: Readonly<Record<string, readonly [string, number]>>): string[] {
  return Object.values(counters).map(([key]) => key)
}

test('keys are seen and rotated, unless the settings give them', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const states = async () => {
    const { body } = await amy.client().get(`${admin}/keys/`)
    return body.results.map(({ state }: { state: string }) => state)
  }
  assert.deepEqual(await states(), ['current'])
  assert.equal((await amy.client().post(`${admin}/keys/rotate/`, {})).status, 400)
  const { body } = await amy.client().post(`${admin}/keys/rotate/`, why)
  assert.deepEqual(await states(), ['current', 'next'])
  const { keys } = (await server.client().get('/.well-known/jwks.json')).body
  assert.ok(keys.some(({ kid }: { kid: string }) => kid === body.kid))
  assert.deepEqual(await acts(server), ['keys.rotate'])
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const fixed = await startServer(t, { JWT_PRIVATE_KEY: String(pem) })
  const eve = await signUpStaff(fixed, 'admin', 'eve')
  const refused = await eve.client().post(`${admin}/keys/rotate/`, why)
  assert.deepEqual([refused.status, refused.body.error], [409, 'key_from_settings'])
  assert.deepEqual(await acts(fixed), [])
})

test('attack 81: services are registered, given new secrets and removed; a secret is shown once', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ask = async (clientId: string, secret: string) => {
    const basic = Buffer.from(`${clientId}:${secret}`).toString('base64')
    const client = server.client({ authorization: `Basic ${basic}` })
    return (await client.post('/api/auth/introspect/', { token: amy.access })).status
  }
  const added = await amy.client().post(`${admin}/services/`, { name: 'Shop', ...why })
  assert.equal(added.status, 201, added.text)
  const { client_id: id, client_secret: first } = added.body
  assert.equal(await ask(id, first), 200)
  const list = await amy.client().get(`${admin}/services/`)
  assert.deepEqual([list.body.results[0].name, list.text.includes(first)], ['Shop', false])
  const { body } = await amy.client().post(`${admin}/services/${id}/rotate/`, why)
  assert.deepEqual([await ask(id, body.client_secret), await ask(id, first)], [200, 200])
  server.clock.advance({ minutes: 16 })
  await amy.renew()
  const stale = await amy.client().post(`${admin}/services/${id}/remove/`, why)
  assert.equal(stale.body.error, 'reauthentication_required')
  await proveAgain(amy)
  assert.equal((await amy.client().post(`${admin}/services/${id}/remove/`, why)).status, 200)
  for (const act of ['rotate', 'remove']) {
    assert.equal((await amy.client().post(`${admin}/services/${id}/${act}/`, why)).status, 404)
  }
  assert.equal(await ask(id, body.client_secret), 401)
  assert.deepEqual(await acts(server), ['services.add', 'services.rotate', 'services.remove'])
})

test('attack 81: the settings are shown as they count, and no secret among them', async (t) => {
  const secrets = {
    SECRET_KEY: 'canary-secret-key-0123456789abcdefghijkl',
    SECRET_KEY_FALLBACKS: 'canary-older-key-0123456789abcdefghijklm',
    METRICS_TOKEN: 'canary-metrics-token-123',
    EMAIL_HOST_USER: 'canary-user',
    EMAIL_HOST_PASSWORD: 'canary-mail-password',
    TWILIO_ACCOUNT_SID: 'canary-sid',
    TWILIO_AUTH_TOKEN: 'canary-twilio',
    TWILIO_PHONE_NUMBER: '+15005550006',
    GOOGLE_CLIENT_ID: 'canary-google-id',
    GOOGLE_CLIENT_SECRET: 'canary-google',
    GITHUB_CLIENT_ID: 'canary-github-id',
    GITHUB_CLIENT_SECRET: 'canary-github',
  }
  const formerKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
    type: 'spki',
    format: 'pem',
  })
  const shown = { MAX_LOGIN_ATTEMPTS: '7', DEFAULT_LOCALE: 'hi', WRITE_RATE: '90/h', LEGACY_JWT: 'accept' }
  const server = await startServer(t, { ...secrets, ...shown, LEGACY_JWT_PUBLIC_KEY: String(formerKey) })
  const amy = await signUpStaff(server, 'admin', 'amy')
  const answer = await amy.client().get(`${admin}/settings/`)
  assert.equal(answer.status, 200, answer.text)
  const { settings } = answer.body
  assert.deepEqual([settings.limits.max_login_attempts, settings.service.older_secret_keys], [7, 1])
  assert.deepEqual([settings.service.default_locale, settings.limits.write_rate], ['hi', '90/h'])
  assert.equal(settings.tokens.legacy_jwt, 'accept')
  assert.deepEqual([settings.mail.has_password, settings.social.providers], [true, ['google', 'github']])
  assert.doesNotMatch(answer.text, /canary|postgres:\/\/|redis:\/\//)
})
