import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/platform/config.ts'
import { openApp } from '../../src/platform/open-app.ts'
import { registerVerified, signUp, somebody } from '../actors.ts'
import { atOnce, signIn, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset, reset } from '../recover.ts'
import { assertRefusal, assertUnharmed } from './refusals.ts'

/** The numbers are those of the list of defects that the old service had; each test shows that its defect is gone. */
const api = '/api/auth'

test('attack 68, defect 19: arrays, NUL and lone surrogates are refused, not faults', async (t) => {
  const server = await startServer(t)
  const bodies = ['[]', '"text"', '5', 'null', '[{"email":"a@example.com"}]']
  for (const path of ['login', 'logout', 'resend-verification', 'register', 'refresh', 'forgot-password']) {
    for (const raw of bodies) {
      assertRefusal(await server.client().send('POST', `${api}/${path}/`, { raw }), `${path} ${raw}`)
    }
    for (const odd of ['\\u0000', 'a\\u0000b@example.com', '\\ud800', 'a\\udc00b@example.com']) {
      const raw = `{"email":"${odd}","username":"${odd}","password":"${odd}","refresh":"${odd}"}`
      assertRefusal(await server.client().send('POST', `${api}/${path}/`, { raw }), `${path} ${raw}`)
    }
  }
  await assertUnharmed(server)
})

test('defect 19: the same address or name twice is told, one after the other or at once', async (t) => {
  const server = await startServer(t)
  const { email, username, password } = await registerVerified(server)
  const other = email.replace('@example.com', '@EXAMPLE.com')
  assert.equal((await server.client().post(`${api}/register/`, { ...somebody(), email: other })).status, 201)
  const person = somebody()
  const spellings = [person.email, person.email.toUpperCase().replace('EXAMPLE.COM', 'example.com')]
  const twins = await atOnce(8, (i) =>
    server.client().post(`${api}/register/`, { ...somebody(), email: spellings[i % 2] }),
  )
  assert.deepEqual(tally(twins), { 201: 8 }, 'one is new, the others are told the same')
  const namesakes = await atOnce(8, () =>
    server.client().post(`${api}/register/`, { ...somebody(), username: 'namesake' }),
  )
  assert.deepEqual(tally(namesakes), { 201: 1, 400: 7 })
  const accounts = await server.app.db.selectFrom('account').select('email_key').execute()
  assert.equal(accounts.length, 3)
  assert.equal((await server.client().post(`${api}/register/`, { email, username, password })).status, 400)
  await assertUnharmed(server)
})

test('defect 20: a password counts as typed, at every door', async (t) => {
  const server = await startServer(t)
  const typed = '  Corr3ct horse!\u3000 '
  const person = { ...somebody(), password: typed }
  assert.equal((await server.client().post(`${api}/register/`, person)).status, 201)
  const token = tokenIn(await server.mailbox.last(person.email))
  await server.client().post(`${api}/verify-email/`, { token })
  const login = (password: string) => signIn(server.client(), person.email, password)
  assert.equal((await login(typed)).status, 200)
  assert.equal((await login(typed.trim())).status, 401)
  const spaced = ' N3w passphrase '
  const reply = await reset(server, { token: tokenIn(await askReset(server, person.email)) }, spaced)
  assert.equal(reply.status, 200)
  assert.deepEqual([(await login(spaced)).status, (await login(spaced.trim())).status], [200, 401])
  const access = (await login(spaced)).body.access
  const change = { current_password: spaced, new_password: `${typed}2 `, confirm_password: `${typed}2 ` }
  assert.equal((await server.client().as(access).post(`${api}/change-password/`, change)).status, 200)
  assert.deepEqual([(await login(`${typed}2 `)).status, (await login(`${typed}2`)).status], [200, 401])
})

test('defect 20: a password like the name or the address is refused wherever one is set', async (t) => {
  const server = await startServer(t)
  const person = somebody('margarete')
  for (const [password, about] of [
    [person.username, 'username'],
    [person.email, 'email'],
  ] as const) {
    const refused = await server.client().post(`${api}/register/`, { ...person, password })
    assert.match(String(refused.body.password), new RegExp(`^The password is too similar to the (username|${about})`))
  }
  const ana = await signUp(server, 'margarete')
  const like = { new_password: ana.username, confirm_password: ana.username }
  const changed = await ana.client().post(`${api}/change-password/`, { current_password: ana.password, ...like })
  assert.match(String(changed.body.new_password), /too similar to the username/)
  const token = tokenIn(await askReset(server, ana.email))
  assert.match(String((await reset(server, { token }, ana.username)).body.new_password), /too similar to the username/)
})

test('attack 29, defect 21: a password has a cap, and a huge one costs nothing', async (t) => {
  const server = await startServer(t)
  const hashed = server.app.hasher.stats().count
  const person = somebody()
  const register = (password: string) => server.client().post(`${api}/register/`, { ...person, password })
  assert.equal((await register('x'.repeat(2_800_000))).status, 413)
  assert.deepEqual((await register('x'.repeat(257))).body.password, [
    'Ensure this field has no more than 256 characters.',
  ])
  assert.equal((await signIn(server.client(), person.email, 'x'.repeat(60_000))).status, 400)
  assert.equal(server.app.hasher.stats().count, hashed)
  assert.equal((await register('Zq8!vbnw'.repeat(32))).status, 201, '256 are taken')
})

test('attack 84, defect 21: markup in a username stays words wherever the service shows it', async (t) => {
  const server = await startServer(t)
  const username = `<img src=x onerror=alert(1)> "O'Hara" &`
  const person = { ...somebody(), username }
  const registered = await server.client().post(`${api}/register/`, person)
  assert.deepEqual([registered.status, registered.body.username], [201, username])
  assert.match(registered.headers.get('content-type') ?? '', /^application\/json/)
  const first = await server.mailbox.last(person.email)
  assert.doesNotMatch(`${first.html}${first.text}`, /img src=x/, 'a stranger may have written it: nobody is greeted')
  const mail = await greetingAt(server, person.email)
  assert.doesNotMatch(mail.html ?? '', /<img/)
  assert.match(mail.html ?? '', /&lt;img src=x/)
  const advertising = { ...somebody(), username: 'Win at https://evil.example now' }
  await server.client().post(`${api}/register/`, advertising)
  assert.doesNotMatch((await server.mailbox.last(advertising.email)).text, /evil\.example/)
  assert.doesNotMatch((await greetingAt(server, advertising.email)).text, /evil\.example/)
})

/** A mail that greets by name, since the address is proved by now. */
async function greetingAt(server: TestServer, email: string) {
  await server.client().post(`${api}/verify-email/`, { token: tokenIn(await server.mailbox.last(email)) })
  return askReset(server, email)
}

test('defect 22: nothing is open by default: no debug pages, no secret that everybody knows', async (t) => {
  const bare = loadConfig({})
  assert.deepEqual([bare.config.debug, bare.config.secretKeys], [false, []])
  for (const reachable of [{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'https://auth.example.com' }]) {
    const { faults } = loadConfig({ ...reachable, EMAIL_BACKEND: 'smtp' })
    assert.ok(
      faults.some((fault) => fault.startsWith('SECRET_KEY must be set')),
      faults.join(),
    )
  }
  const server = await startServer(t, { DEBUG: 'True' })
  const { dataDir } = server.app.config
  const made = ['one', 'two'].map((name) => {
    const { config } = loadConfig({ DATA_DIR: join(dataDir, name) })
    return openApp(config, { now: () => new Date(0), print: () => undefined, log: server.app.log })
  })
  const [one, two] = made.map(({ sealer }) => sealer.digest('login-name', 'x'))
  assert.notEqual(one, two, 'every installation makes a key of its own')
  assert.equal(statSync(join(dataDir, 'one', 'secret-key')).mode & 0o777, 0o600)
  for (const app of made) await app.close()
  // A path without its slash, and a fault of our own, in DEBUG: neither shows anything of the inside.
  assert.equal((await server.client().post('/api/auth/login', {})).status, 400)
  await server.app.db.schema.dropTable('proof').execute()
  const fault = await server.client().post(`${api}/verify-email/`, { token: 'abc' })
  assert.deepEqual([fault.status, fault.body], [500, { detail: 'Internal server error.', error: 'internal_error' }])
})
