import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { onAnotherDevice, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { atOnce, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { countAudit } from '../records.ts'
import { mailAbout } from '../recover.ts'
import { storesOf } from '../same-stores.ts'

function renew(server: TestServer, refresh: string): Promise<Answer> {
  return server.client().post('/api/auth/refresh/', { refresh })
}

function profile(server: TestServer, access: string): Promise<Answer> {
  return server.client().as(access).get('/api/auth/profile/')
}

const blacklisted = { detail: 'Token is blacklisted', code: 'token_not_valid', error: 'token_not_valid' }

test('attack 69: POST refresh/: 50 at once with one token keep one session, and every answer is good', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const answers = await atOnce(50, () => renew(server, ana.refresh))
  assert.deepEqual(tally(answers), { 200: 50 })
  const sessions = await server.app.db.selectFrom('session').select(['generation', 'revoked_at']).execute()
  assert.deepEqual(
    sessions.map((session) => [session.generation, session.revoked_at]),
    [[2, null]],
  )
  for (const { body } of [answers[0], answers[49]].flatMap((answer) => answer ?? [])) {
    assert.equal((await profile(server, body.access)).status, 200)
    assert.equal((await renew(server, body.refresh)).status, 200)
  }
  assert.equal((await ana.profile()).status, 200, 'nor is the access token from before ended')
})

test('POST refresh/: nodes on one database rotate as one', async (t) => {
  const first = await startServer(t)
  const second = await startServer(t, storesOf(first))
  const ana = await signUp(first)
  const answers = await atOnce(40, (i) => renew(i % 2 ? first : second, ana.refresh))
  assert.deepEqual(tally(answers), { 200: 40 })
  const latest = answers.at(-1)?.body
  assert.equal((await renew(second, latest.refresh)).status, 200, 'after a restart too')
  assert.equal((await profile(second, latest.access)).status, 200)
})

test('POST refresh/: a used token that comes back after the grace ends the session; its owner is told', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  const old = ana.refresh
  await ana.renew()
  server.clock.advance({ seconds: 20 })
  assert.equal((await renew(server, old)).status, 200, 'within the grace')
  server.clock.advance({ seconds: 11 })
  const theft = await atOnce(5, () => renew(server, old))
  for (const { status, body } of theft) assert.deepEqual([status, body], [401, blacklisted])
  assert.deepEqual(statuses([await ana.profile(), await ana.renew()]), [401, 401])
  assert.equal((await elsewhere.profile()).status, 200, 'the other session has nothing to do with it')
  assert.equal(await countAudit(server.app, ana.id, 'session.refresh_reused'), 1)
  await mailAbout(server, ana.email, 'session was ended')
  const told = (await server.mailbox.to(ana.email)).filter(({ subject }) => subject.includes('session was ended'))
  assert.equal(told.length, 1)
})

test('POST refresh/: with REFRESH_REUSE_GRACE=0 any reuse is theft', async (t) => {
  const server = await startServer(t, { REFRESH_REUSE_GRACE: '0' })
  const ana = await signUp(server)
  const old = ana.refresh
  assert.equal((await ana.renew()).status, 200)
  assert.deepEqual((await renew(server, old)).body, blacklisted)
  assert.deepEqual(statuses([await ana.profile(), await ana.renew()]), [401, 401])
})

test('attack 69: POST refresh/: a token two generations behind is theft at once', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const old = ana.refresh
  await ana.renew()
  await ana.renew()
  assert.equal((await renew(server, old)).status, 401)
  assert.deepEqual(statuses([await ana.profile(), await ana.renew()]), [401, 401])
  assert.equal(await countAudit(server.app, ana.id, 'session.refresh_reused'), 1)
})

test('POST logout/: ends its session at once, access token and all; the others go on', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  const { refresh } = ana
  assert.equal((await server.client().post('/api/auth/logout/', { refresh })).status, 205)
  assert.deepEqual(statuses([await ana.profile(), await renew(server, refresh)]), [401, 401])
  assert.equal((await server.client().post('/api/auth/logout/', { refresh })).status, 400, 'once')
  assert.equal((await elsewhere.profile()).status, 200)
  assert.equal(await countAudit(server.app, ana.id, 'session.refresh_reused'), 0, 'a sign-out is no theft')
})

test('POST logout/ with all: ends every session of the account and of no other', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await signUp(server, 'ben')
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  assert.equal((await server.client().post('/api/auth/logout/', { refresh: ana.refresh, all: true })).status, 205)
  for (const actor of [ana, elsewhere]) {
    assert.deepEqual(statuses([await actor.profile(), await actor.renew()]), [401, 401])
  }
  assert.equal((await ben.profile()).status, 200)
  assert.equal(await countAudit(server.app, ana.id, 'session.ended'), 2)
})

test('attack 72: POST logout/: refreshes that run beside it bring nothing back to life', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const renewals = atOnce(20, () => renew(server, ana.refresh))
  assert.equal((await server.client().post('/api/auth/logout/', { refresh: ana.refresh })).status, 205)
  for (const { status, body } of await renewals) {
    if (status !== 200) continue
    assert.deepEqual(statuses([await profile(server, body.access), await renew(server, body.refresh)]), [401, 401])
  }
})

test('POST refresh/: a session nobody refreshes ends with REFRESH_TOKEN_LIFETIME_DAYS; each refresh renews it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (let week = 0; week < 3; week++) {
    server.clock.advance({ days: 6, hours: 23 })
    assert.equal((await ana.renew()).status, 200)
  }
  server.clock.advance({ minutes: 15, seconds: 1 })
  assert.equal((await ana.profile()).status, 401, 'the access token lives a quarter of an hour')
  server.clock.advance({ days: 7 })
  assert.equal((await ana.renew()).status, 401)
})

test('POST /api/auth/refresh/ keeps no session alive beyond SESSION_LIFETIME_DAYS', async (t) => {
  const server = await startServer(t, { SESSION_LIFETIME_DAYS: '10' })
  const ana = await signUp(server)
  server.clock.advance({ days: 6 })
  assert.equal((await ana.renew()).status, 200)
  server.clock.advance({ days: 3 })
  assert.equal((await ana.renew()).status, 200)
  assert.equal(decodeJwt(ana.refresh).exp, Number(decodeJwt(ana.access).auth_time) + 10 * 86_400, 'from the sign-in on')
  server.clock.advance({ days: 1, seconds: 1 })
  assert.equal((await ana.renew()).status, 401)
})
