import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { sql } from 'kysely'
import { findAccount } from '../../src/accounts/accounts.queries.ts'
import { lockAccount } from '../../src/accounts/lock-account.ts'
import { setRoles } from '../../src/accounts/set-roles.ts'
import type { App } from '../../src/platform/app.ts'
import type { Tx } from '../../src/platform/db/db.ts'
import { attemptPassword } from '../../src/protection/attempt-password.ts'
import { deleteEndedAttempts } from '../../src/protection/attempts.queries.ts'
import { freezeAccount } from '../../src/protection/freeze.ts'
import { endSessionsOf } from '../../src/sessions/end-session.ts'
import { type Actor, onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import { admin, giveRoles, signUpStaff } from '../admin.ts'
import type { Answer } from '../client.ts'
import { fillHasher } from '../full-hasher.ts'
import { startServer, type TestServer } from '../harness.ts'
import { passkeyLogin, signUpWithKey } from '../passkey.ts'
import { firstFactor, type Guarded, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

/** Has a request wait for its hash, acts meanwhile, and gives the request's answer. */
async function actDuring(
  { app }: TestServer,
  request: () => Promise<Answer>,
  act: () => Promise<unknown>,
): Promise<Answer> {
  const makeRoom = fillHasher(app)
  const before = app.hasher.stats().waiting
  const asking = request()
  try {
    await until('the request to wait for its hash', () => app.hasher.stats().waiting > before || undefined)
    await act()
    assert.ok(app.hasher.stats().waiting > before, 'the request still waits')
  } finally {
    await makeRoom()
  }
  return asking
}

async function actOn(staff: Guarded, { id }: { id: string }, word: string, body: object = {}): Promise<void> {
  const answer = await staff.client().post(`${admin}/users/${id}/${word}/`, { reason: 'Ticket 4711', ...body })
  assert.equal(answer.status, 200, answer.text)
}

async function liveSessions({ app }: TestServer, { id }: { id: string }): Promise<number> {
  const sessions = app.db.selectFrom('session').select('id').where('account_id', '=', id)
  return (await sessions.where('revoked_at', 'is', null).execute()).length
}

async function totalOf({ app }: TestServer, { id }: { id: string }) {
  return app.db.selectFrom('attempt').selectAll().where('key', '=', `password:${id}:total`).executeTakeFirst()
}

/** Nothing is open, and the right password opens nothing; once it is unlocked, it does. */
async function requireLocked(server: TestServer, staff: Guarded, actor: Actor): Promise<void> {
  assert.equal(await liveSessions(server, actor), 0)
  assert.equal((await actor.login()).status, 423)
  assert.equal((await onAnotherDevice(server, actor).login()).status, 423)
  const { lock } = (await staff.client().get(`${admin}/users/${actor.id}/`)).body
  assert.equal(lock.password_disabled, true)
}

test('a sign-in under way while an administrator locks the account opens nothing and lifts nothing', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  for (const make of [registerVerified, signUp]) {
    const ana = await make(server)
    const answer = await actDuring(
      server,
      () => ana.login(),
      () => actOn(amy, ana, 'lock'),
    )
    assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'], answer.text)
    await requireLocked(server, amy, ana)
    await actOn(amy, ana, 'unlock')
    assert.equal((await ana.login()).status, 200)
  }
})

test('a wrong password under way while the account is locked lifts nothing either', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await registerVerified(server)
  const wrong = () => server.client().post('/api/auth/login/', { email: ana.email, password: 'Wr0ng-guess' })
  assert.equal((await actDuring(server, wrong, () => actOn(amy, ana, 'lock'))).status, 401)
  await requireLocked(server, amy, ana)
})

test('a proof of the password in a session, under way while the account is locked, lifts nothing', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server)
  const prove = () => ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  assert.equal((await actDuring(server, prove, () => actOn(amy, ana, 'lock'))).status, 401)
  await requireLocked(server, amy, ana)
})

test('a ticket that a sign-in gets during the lock, or had before it, finishes nothing', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUpWithTotp(server)
  // No session that ends with the lock says that what waits is over.
  assert.equal((await ana.client().post('/api/auth/logout/', { refresh: ana.refresh, all: true })).status, 205)
  server.clock.advance({ seconds: 1 })
  const early = await firstFactor(ana)
  const answer = await actDuring(
    server,
    () => ana.login(),
    () => actOn(amy, ana, 'lock'),
  )
  const tickets = [early, answer.body.mfa_token].filter((ticket) => typeof ticket === 'string')
  assert.equal(tickets.length, 2, answer.text)
  for (const ticket of tickets) {
    const finished = await secondFactor(ana, ticket, { code: ana.freshCode() })
    assert.deepEqual([finished.status, finished.body.error], [401, 'token_not_valid'], finished.text)
    const recovery = await server.client().post('/api/auth/login/recover/', { mfa_token: ticket })
    assert.equal(recovery.status, 401, recovery.text)
  }
  await requireLocked(server, amy, ana)
})

test('an attempt for which there is no room, under way while the account is locked, gives nothing back', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await registerVerified(server)
  const { app } = server
  const gone = new Error('no room')
  const attempt = { subject: ana.id, deviceId: undefined, network: '127.0.0.1' }
  await assert.rejects(
    attemptPassword(app, attempt, async () => {
      await actOn(amy, ana, 'lock')
      throw gone
    }),
    gone,
  )
  assert.equal((await totalOf(server, ana))?.spent, 100)
  await requireLocked(server, amy, ana)
})

test('an administrator’s lock has no last day, and knocking at it does not change it', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server)
  await actOn(amy, ana, 'lock')
  for (let i = 0; i < 7; i++) assert.equal((await ana.login()).status, 423)
  server.clock.advance({ days: 1000 })
  await deleteEndedAttempts(server.app.db, server.app.now(), 100)
  assert.equal((await ana.login()).status, 423)
  assert.equal((await onAnotherDevice(server, ana).login()).status, 423)
})

test('a sign-in under way while a role is taken away tells the roles that are left', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ben = await registerVerified(server, 'ben')
  await giveRoles(server, ben.id, ['admin'])
  const answer = await actDuring(
    server,
    () => ben.login(),
    () => actOn(amy, ben, 'role', { role: 'none' }),
  )
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(decodeJwt(answer.body.access).roles, [])
  assert.equal((await ben.client().get(`${admin}/users/`)).status, 403)
})

type Act = (app: App, tx: Tx, accountId: string) => Promise<unknown>

/** Acts on an account, and ends the transaction only once the request waits for its row; PostgreSQL alone lets it come so far. */
async function commitDuring(
  { app }: TestServer,
  { id }: { id: string },
  { request, act }: { request: () => Promise<Answer>; act: Act },
): Promise<Answer> {
  const [held, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const acting = app.transaction(async (tx) => {
    await act(app, tx, id)
    held.resolve()
    await mayCommit.promise
  })
  await held.promise
  const asking = request()
  await until('the request to wait for the account', async () => {
    const waiting = sql`select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%last_login_at%'`
    return (await waiting.execute(app.db)).rows[0]
  })
  mayCommit.resolve()
  await acting
  return asking
}

const onPostgres = { skip: store === 'sqlite' }
const demote: Act = async (app, tx, id) => {
  const [account] = await findAccount(tx, { id })
  if (account) await setRoles(app, tx, account, [])
}
const freeze: Act = async (app, tx, accountId) => {
  await endSessionsOf(app, tx, undefined, { accountId, reason: 'not_me' })
  await freezeAccount(app, tx, accountId)
}

test('a passkey under way while a role is taken away tells the roles that are left', onPostgres, async (t) => {
  const server = await startServer(t)
  const { actor, key } = await signUpWithKey(server)
  await giveRoles(server, actor.id, ['admin'])
  const request = () => passkeyLogin(server.client(), key)
  const answer = await commitDuring(server, actor, { request, act: demote })
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(decodeJwt(answer.body.access).roles, [])
})

test('a passkey under way while its owner freezes the account opens nothing', onPostgres, async (t) => {
  const server = await startServer(t)
  const { actor, key } = await signUpWithKey(server)
  const request = () => passkeyLogin(server.client(), key)
  const answer = await commitDuring(server, actor, { request, act: freeze })
  assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'], answer.text)
  assert.equal(await liveSessions(server, actor), 0)
})

test('a second factor under way while the account is locked opens nothing', onPostgres, async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  assert.equal((await ana.client().post('/api/auth/logout/', { refresh: ana.refresh, all: true })).status, 205)
  server.clock.advance({ seconds: 1 })
  const ticket = await firstFactor(ana)
  const request = () => secondFactor(ana, ticket, { code: ana.freshCode() })
  const answer = await commitDuring(server, ana, { request, act: lockAccount })
  assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'], answer.text)
  assert.equal(await liveSessions(server, ana), 0)
})

test('a role that asks for a second factor, given during a sign-in, is not in its token before there is one', async (t) => {
  const server = await startServer(t, { MFA_REQUIRED: 'admins' })
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ben = await registerVerified(server, 'ben')
  const answer = await actDuring(
    server,
    () => ben.login(),
    () => actOn(amy, ben, 'role', { role: 'admin' }),
  )
  assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'], answer.text)
  assert.equal(await liveSessions(server, ben), 0)
  assert.equal((await ben.login()).body.error, 'mfa_enrolment_required')
})
