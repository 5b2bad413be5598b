import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { auditOf, waitingIn } from '../records.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'

async function signInAgain(server: TestServer, actor: Actor): Promise<Actor> {
  const other = onAnotherDevice(server, actor)
  assert.equal((await other.login()).status, 200)
  return other
}

async function countLive({ app }: TestServer, accountId: string): Promise<number> {
  const rows = await app.db
    .selectFrom('session')
    .select('id')
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .execute()
  return rows.length
}

test('attack 60: one session more than MAX_SESSIONS ends the oldest, tells why, and leaves the others', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await signUp(server, 'ben')
  const others: Actor[] = []
  for (let i = 0; i < 19; i++) others.push(await signInAgain(server, ana))
  assert.equal((await ana.profile()).status, 200, 'twenty live side by side')
  const newest = await signInAgain(server, ana)
  assert.deepEqual([(await ana.profile()).status, (await ana.renew()).status], [401, 401])
  for (const other of [...others, newest, ben]) assert.equal((await other.profile()).status, 200)
  const sessionId = decodeJwt(ana.access).sid
  const reason = 'too_many_sessions'
  const ended = (await auditOf(server.app, ana.id)).filter(({ name }) => name === 'session.ended')
  assert.deepEqual(ended, [{ name: 'session.ended', sessionId, ip: '127.0.0.1', facts: { reason } }])
  if (!server.app.redis) return
  const events = (await waitingIn(server.app, 'event')).filter(({ type }) => type === 'session.revoked')
  assert.deepEqual(
    events.map(({ facts }) => facts),
    [{ user_id: ana.id, session_id: sessionId, reason }],
  )
})

test('any number of sign-ins at once leave no more than MAX_SESSIONS, the newest among them', async (t) => {
  const server = await startServer(t, { MAX_SESSIONS: '3' })
  const ana = await signUp(server)
  const others = Array.from({ length: 12 }, () => onAnotherDevice(server, ana))
  assert.deepEqual(tally(await atOnce(12, (i) => others[i]?.login() ?? assert.fail())), { 200: 12 })
  assert.equal(await countLive(server, ana.id), 3)
  assert.equal((await ana.profile()).status, 401)
  const last = await signInAgain(server, ana)
  assert.equal((await last.profile()).status, 200)
  assert.equal(await countLive(server, ana.id), 3)
})

test('what has run out takes no room', async (t) => {
  const server = await startServer(t, { MAX_SESSIONS: '2' })
  const ana = await signUp(server)
  await signInAgain(server, ana)
  server.clock.advance({ days: 6 })
  await ana.renew()
  server.clock.advance({ days: 2 })
  await ana.renew()
  await signInAgain(server, ana)
  assert.equal((await ana.profile()).status, 200, 'the other one ended by itself')
})

test('MAX_SESSIONS=1: each sign-in takes the place of the one before', async (t) => {
  const server = await startServer(t, { MAX_SESSIONS: '1' })
  const ana = await signUp(server)
  const other = await signInAgain(server, ana)
  assert.deepEqual([(await ana.profile()).status, (await other.profile()).status], [401, 200])
})

test('a sign-in that waits for its second factor is not ended by one that made room for itself', async (t) => {
  const server = await startServer(t, { MAX_SESSIONS: '2' })
  const ana = await signUpWithTotp(server)
  const slow = onAnotherDevice(server, ana)
  const waiting = await firstFactor(slow)
  for (let i = 0; i < 3; i++) {
    const other = onAnotherDevice(server, ana)
    assert.equal((await secondFactor(other, await firstFactor(other), { code: ana.freshCode() })).status, 200)
  }
  assert.equal((await secondFactor(slow, waiting, { code: ana.freshCode() })).status, 200)
  assert.equal(await countLive(server, ana.id), 2)
})

test('an access token does not outlive its session', async (t) => {
  const server = await startServer(t, { SESSION_LIFETIME_DAYS: '1' })
  const ana = await signUp(server)
  server.clock.advance({ hours: 23, minutes: 50 })
  assert.equal((await ana.renew()).status, 200)
  const { exp, auth_time } = decodeJwt(ana.access)
  assert.equal(exp, Number(auth_time) + 86_400)
  server.clock.advance({ minutes: 10, seconds: 1 })
  assert.deepEqual([(await ana.profile()).status, (await ana.renew()).status], [401, 401])
})
