import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { selectLiveSessions } from '../../src/sessions/session-list.queries.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { keepPlaces } from '../keep-places.ts'
import { auditOf, waitingIn } from '../records.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'
import { store } from '../store.ts'

const path = '/api/auth/sessions/'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1'

type Row = { id: string; device_id: string; name: string; current: boolean; [member: string]: unknown }

async function sessionsOf(actor: Actor, query = ''): Promise<{ results: Row[]; next: string | null }> {
  const answer = await actor.client().get(`${path}${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

async function currentId(actor: Actor): Promise<string> {
  const { results } = await sessionsOf(actor)
  return results.find(({ current }) => current)?.id ?? assert.fail('no session is the current one')
}

async function signInAgain(server: TestServer, actor: Actor, headers: Record<string, string> = {}): Promise<Actor> {
  const other = onAnotherDevice(server, actor)
  assert.equal((await other.login(headers)).status, 200)
  return other
}

const end = (actor: Actor, id = '') => actor.client().send('DELETE', id === '' ? path : `${path}${id}/`)

test('GET sessions/ shows each living session: where, by what, when, and which is this one', async (t) => {
  const file = keepPlaces(t, '192.0.2.0')
  const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1', GEOIP_FILE: file })
  const ana = await signUp(server)
  await server.client().post('/api/auth/logout/', { refresh: ana.refresh })
  await ana.login({ 'user-agent': firefox, 'x-forwarded-for': '192.0.2.7' })
  server.clock.advance({ minutes: 10 })
  const signedInAt = server.clock.now().getTime()
  const phone = onAnotherDevice(server, ana)
  const headers = { 'user-agent': iphone, 'x-forwarded-for': '203.0.113.9' }
  await phone
    .client()
    .post('/api/auth/login/', { email: ana.email, password: ana.password, device_name: 'Phone' }, headers)
  const { results, next } = await sessionsOf(ana)
  assert.equal(next, null)
  const [onPhone, here] = results.map(({ id, device_id, first_seen_at, last_seen_at, expires_at, ...told }) => {
    assert.match(`${id} ${device_id}`, /^[0-9a-f-]{36} [0-9a-f-]{36}$/)
    assert.equal(first_seen_at, last_seen_at)
    return { ...told, from: Date.parse(String(first_seen_at)), days: days(first_seen_at, expires_at) }
  })
  const mobile = { browser: 'Safari', system: 'iOS', address: '203.0.113.9', place: null }
  assert.ok(Math.abs((onPhone?.from ?? 0) - signedInAt) < 60_000)
  assert.deepEqual(onPhone, { name: 'Phone', ...mobile, current: false, from: onPhone?.from, days: 7 })
  const desk = { browser: 'Firefox', system: 'Linux', address: '192.0.2.7', place: 'Berlin, Germany' }
  assert.deepEqual(here, { name: '', ...desk, current: true, from: here?.from, days: 7 })
})

function days(from: unknown, until: unknown): number {
  return Math.round((Date.parse(String(until)) - Date.parse(String(from))) / 1000) / 86_400
}

test('GET sessions/ leaves out what was ended and what has run out', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const gone = await signInAgain(server, ana)
  await server.client().post('/api/auth/logout/', { refresh: gone.refresh })
  server.clock.advance({ days: 6 })
  await ana.renew()
  const other = await signInAgain(server, ana)
  assert.equal((await sessionsOf(ana)).results.length, 2)
  server.clock.advance({ days: 6 })
  await ana.renew()
  assert.equal((await sessionsOf(ana)).results.length, 2, 'a refresh keeps it')
  server.clock.advance({ days: 1, minutes: 1 })
  await ana.renew()
  assert.deepEqual([(await sessionsOf(ana)).results.length, (await other.renew()).status], [1, 401])
})

test('DELETE sessions/{id}/ ends that session at once, and no other', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = await signInAgain(server, ana)
  const id = await currentId(phone)
  assert.equal((await end(ana, id)).status, 200)
  assert.deepEqual([(await phone.profile()).status, (await phone.renew()).status], [401, 401])
  assert.deepEqual([(await ana.profile()).status, (await ana.renew()).status], [200, 200])
  assert.deepEqual(
    (await sessionsOf(ana)).results.map((row) => row.current),
    [true],
  )
  const reason = 'ended_by_owner'
  const ended = (await auditOf(server.app, ana.id)).filter(({ name }) => name === 'session.ended')
  assert.deepEqual(ended, [{ name: 'session.ended', sessionId: id, ip: '127.0.0.1', facts: { reason } }])
  assert.equal((await end(ana, id)).status, 404, 'it is gone')
  if (!server.app.redis) return
  const events = (await waitingIn(server.app, 'event')).filter(({ type }) => type === 'session.revoked')
  assert.deepEqual(
    events.map(({ facts }) => facts),
    [{ user_id: ana.id, session_id: id, reason }],
  )
})

test('DELETE sessions/{id}/ signs the asking session out too, if that is the one', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  assert.equal((await end(ana, await currentId(ana))).status, 200)
  assert.deepEqual([(await ana.profile()).status, (await ana.renew()).status], [401, 401])
})

test('attack 59: ids of somebody else, and what is no id, are not found and end nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await signUp(server, 'ben')
  const id = await currentId(ben)
  for (const given of [id, id.toUpperCase(), randomUUID(), 'x', '0', `${id}x`, `'%20or%201=1--`]) {
    const answer = await end(ana, given)
    assert.deepEqual([answer.status, answer.body.error], [404, 'not_found'], given)
  }
  assert.equal((await end(ana, '%00')).status, 400)
  assert.equal((await ben.profile()).status, 200)
  assert.equal(
    (await auditOf(server.app, ben.id)).some(({ name }) => name === 'session.ended'),
    false,
  )
  assert.deepEqual(
    (await sessionsOf(ana)).results.map((row) => row.id),
    [await currentId(ana)],
  )
})

test('DELETE sessions/ ends all others, and what waits for its second factor', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const ben = await signUp(server, 'ben')
  const others = [onAnotherDevice(server, ana), onAnotherDevice(server, ana)]
  for (const other of others) {
    const body = { mfa_token: await firstFactor(other), method: 'totp', code: ana.freshCode() }
    Object.assign(other, (await server.client().post('/api/auth/login/mfa/', body)).body)
  }
  const mfa_token = await firstFactor(onAnotherDevice(server, ana))
  assert.equal((await server.client().as(mfa_token).send('DELETE', path)).status, 401, 'a waiting one is no session')
  assert.equal((await end(ana)).status, 200)
  for (const other of others) assert.equal((await other.profile()).status, 401)
  assert.deepEqual([(await ana.profile()).status, (await ben.profile()).status], [200, 200])
  const late = { mfa_token, method: 'totp', code: ana.freshCode() }
  assert.equal((await server.client().post('/api/auth/login/mfa/', late)).status, 401)
  assert.equal((await end(ana)).status, 200, 'nothing to end is no fault')
})

test('with END_SESSIONS_NEEDS_PROOF other sessions and devices are ended with a fresh proof only', async (t) => {
  const server = await startServer(t, { END_SESSIONS_NEEDS_PROOF: 'True' })
  const ana = await signUp(server)
  const other = await signInAgain(server, ana)
  const [otherId, { results }] = [await currentId(other), (await ana.client().get('/api/auth/devices/')).body]
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  await other.renew()
  const device = `/api/auth/devices/${results[0].id}/`
  for (const path of [`/api/auth/sessions/${otherId}/`, '/api/auth/sessions/', device]) {
    const { status, body } = await ana.client().send('DELETE', path)
    assert.deepEqual([status, body.error], [403, 'reauthentication_required'], path)
  }
  const everywhere = await server.client().post('/api/auth/logout/', { refresh: ana.refresh, all: true })
  assert.deepEqual([everywhere.status, everywhere.body.error], [403, 'reauthentication_required'])
  assert.equal((await other.profile()).status, 200)
  const proved = await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })
  ana.access = proved.body.access
  assert.equal((await end(ana, otherId)).status, 200)
  assert.equal((await other.profile()).status, 401)
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  assert.equal((await end(ana, await currentId(ana))).status, 200, 'to sign out asks for nothing')
})

test('two at once: a session is ended once, and two that end each other leave one', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = await signInAgain(server, ana)
  const tablet = await signInAgain(server, ana)
  const id = await currentId(phone)
  assert.deepEqual(tally(await atOnce(10, () => end(ana, id))), { 200: 1, 404: 9 })
  const both = await Promise.all([end(ana), end(tablet)])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 401])
  const alive = [(await ana.profile()).status, (await tablet.profile()).status]
  assert.deepEqual(alive.toSorted(), [200, 401])
})

test('GET sessions/ in parts: each once, newest first, whatever comes in between', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (let i = 0; i < 6; i++) {
    await signInAgain(server, ana)
    server.clock.advance({ seconds: 1 })
  }
  const all = (await sessionsOf(ana)).results.map(({ id }) => id)
  assert.equal(all.length, 7)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const part: { results: Row[]; next: string | null } = await sessionsOf(
      ana,
      `?limit=3${cursor && `&cursor=${cursor}`}`,
    )
    seen.push(...part.results.map(({ id }) => id))
    cursor = part.next
    await signInAgain(server, ana)
  }
  assert.deepEqual(seen, all)
})

test('attacks 59 and 84: GET sessions/: a cursor of somebody else shows the own rows only; a made-up one is refused', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await signInAgain(server, ana)
  const ben = await signUp(server, 'ben')
  const { next } = await sessionsOf(ana, '?limit=1')
  const own = await currentId(ben)
  assert.deepEqual(
    (await sessionsOf(ben, `?cursor=${next}`)).results.filter(({ id }) => id !== own),
    [],
  )
  const bad = [
    'cursor=x',
    `cursor=${next}A`,
    'cursor=',
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=1&limit=2',
    'limit=x',
  ]
  for (const query of [...bad, `cursor=${next}&cursor=${next}`]) {
    const answer = await ana.client().get(`${path}?${query}`)
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_input'], query)
  }
  assert.equal((await sessionsOf(ana, '?limit=100&other=1')).results.length, 2, 'unknown parameters are passed over')
})

test('GET sessions/ finds its rows by an index, however many have ended', async (t) => {
  const server = await startServer(t)
  const { app, clock } = server
  const ana = await signUp(server)
  const now = clock.now()
  const [one] = await app.db.selectFrom('session').selectAll().execute()
  assert.ok(one)
  const ended = { ...one, revoked_at: now, revoked_reason: 'signed_out', amr: ['pwd'] }
  // As in life, most living sessions are those of others.
  const others = { ...one, account_id: (await signUp(server, 'ben')).id, amr: ['pwd'] }
  for (let i = 0; i < 60; i++) {
    const rows = Array.from({ length: 250 }, () => ({ ...(i < 4 ? ended : others), id: randomUUID() }))
    await app.db.insertInto('session').values(rows).execute()
  }
  await sql`analyze session`.execute(app.db)
  const query = selectLiveSessions(app.db, ana.id, { now, page: { limit: 50, after: undefined } })
  const plan = await (store === 'sqlite' ? query.explain(undefined, sql`query plan`) : query.explain())
  const told = JSON.stringify(plan)
  assert.match(told, /session_live/)
  assert.doesNotMatch(told, /Seq Scan on session|SCAN session/)
  assert.equal((await sessionsOf(ana)).results.length, 1)
})
