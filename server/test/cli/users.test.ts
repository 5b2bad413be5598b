import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, registerUnverified, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { auditOf } from '../records.ts'
import { mailAbout } from '../recover.ts'
import { storesOf } from '../same-stores.ts'
import { makeCli } from './run-cli.ts'

const login = '/api/auth/login/'

async function lockOut(server: TestServer, email: string): Promise<void> {
  const guess = () => server.client().post(login, { email, password: 'not-it-at-all' })
  for (let tries = 0; tries < 5; tries++) assert.equal((await guess()).status, 401)
  assert.equal((await guess()).status, 423)
}

test('a locked-out administrator is rescued by users unlock', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const password = 'Adm1n-passphrase!'
  const who = { email: 'root@example.com', password }
  const args = ['createsuperuser', '--email', who.email, '--username', 'Root', '--password-stdin', '--json']
  const made = await cli(args, { input: `${password}\n` })
  assert.deepEqual([made.code, made.json().roles], [0, ['admin']], made.stderr)
  assert.equal((await server.client().post(login, who)).status, 200)

  await lockOut(server, who.email)
  assert.equal((await server.client().post(login, who)).status, 423)
  const shown = (await cli(['users', 'show', 'root', '--json'])).json()
  assert.ok(Date.parse(shown.locked_until) > Date.now())

  const unlocked = await cli(['users', 'unlock', who.email, '--json'])
  assert.deepEqual([unlocked.code, unlocked.json().changed], [0, true])
  assert.equal((await server.client().post(login, who)).status, 200)
  assert.equal((await cli(['users', 'unlock', 'ROOT', '--json'])).json().changed, false, 'nothing more to lift')
  const events = (await auditOf(server.app, made.json().id)).map(({ name }) => name)
  assert.equal(events.filter((name) => name === 'sign_in.unlocked').length, 1)
  assert.ok(events.includes('account.created_by_operator'))
})

test('users unlock lifts the lock of a known device too', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const right = ana.password
  ana.password = 'not-it-at-all'
  for (let tries = 0; tries < 5; tries++) assert.equal((await ana.login()).status, 401)
  ana.password = right
  assert.equal((await ana.login()).status, 423)
  assert.equal((await makeCli(storesOf(server))(['users', 'unlock', ana.id])).code, 0)
  assert.equal((await ana.login()).status, 200)
})

test('users set-password rescues too, ends all sessions, tells the owner and shows the password nowhere', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await signUp(server)
  await lockOut(server, ana.email)
  const password = 'N3w-passphrase-of-ana'
  const set = await cli(['users', 'set-password', ana.username, '--password-stdin'], { input: `${password}\r\n` })
  assert.equal(set.code, 0, set.stderr)
  assert.equal(`${set.stdout}${set.stderr}`.includes(password), false)
  assert.equal((await ana.profile()).status, 401, 'the session has ended')
  assert.equal((await ana.renew()).status, 401)
  const elsewhere = onAnotherDevice(server, ana)
  assert.equal((await elsewhere.login()).status, 401, 'the old password is worth nothing, and nothing is locked')
  elsewhere.password = password
  assert.equal((await elsewhere.login()).status, 200)
  await mailAbout(server, ana.email, 'password was changed')
  const events = (await auditOf(server.app, ana.id)).map(({ name }) => name)
  for (const name of ['password.set_by_operator', 'sign_in.unlocked', 'session.ended']) {
    assert.ok(
      events.some((event) => event === name),
      name,
    )
  }
})

test('users set-password obeys the rules of passwords and changes nothing for a weak one', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await signUp(server)
  const rows: [input: string, fault: RegExp][] = [
    ['password', /too common/],
    ['Nul-\0-in-the-middle', /Null characters/],
  ]
  for (const [input, fault] of rows) {
    const set = await cli(['users', 'set-password', ana.id, '--password-stdin', '--json'], { input })
    assert.equal(set.code, 1, input)
    assert.match(set.json().fields.password.join(' '), fault)
    assert.match(set.stderr, fault)
  }
  assert.equal((await ana.profile()).status, 200)
  assert.equal((await ana.login()).status, 200)
})

test('users verify-email, disable and enable', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ben = await registerUnverified(server, 'ben')
  const signIn = () => server.client().post(login, { email: ben.email, password: ben.password })
  const changed = async (verb: string) => (await cli(['users', verb, ben.username, '--json'])).json().changed
  assert.equal((await signIn()).body.error, 'email_not_verified')
  assert.deepEqual([await changed('verify-email'), await changed('verify-email')], [true, false])
  const { access } = (await signIn()).body
  assert.equal(await changed('disable'), true)
  assert.equal((await server.client().as(access).get('/api/auth/profile/')).status, 401)
  assert.equal((await signIn()).status, 401)
  assert.equal(await changed('enable'), true)
  assert.equal((await signIn()).status, 200)
  const names = (await auditOf(server.app, ben.id)).map(({ name }) => name)
  for (const name of ['account.email_verified', 'account.deactivated', 'account.reactivated']) {
    assert.ok(names.filter((event) => event === name).length === 1, name)
  }
})
