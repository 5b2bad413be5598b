import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { forgetPerson } from '../../src/audit/forget-person.ts'
import { type Actor, onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import { recordMany, sealAll } from '../audit-log.ts'
import { startServer } from '../harness.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'

const path = '/api/auth/activity/'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

type Row = { id: string; at: string; event: string; current: boolean; [member: string]: unknown }

async function activityOf(actor: Actor, query = ''): Promise<{ results: Row[]; next: string | null }> {
  const answer = await actor.client().get(`${path}${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

test('GET activity/ tells the person what happened to the account, newest first, and which of it was here', async (t) => {
  const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1' })
  const ana = await registerVerified(server)
  const from = { 'x-forwarded-for': '203.0.113.9', 'user-agent': firefox }
  server.clock.advance({ seconds: 1 })
  await server.client(from).post('/api/auth/login/', { email: ana.email, password: 'a wrong one' })
  server.clock.advance({ seconds: 1 })
  await onAnotherDevice(server, ana).login()
  server.clock.advance({ seconds: 1 })
  await ana.login(from)
  const { results, next } = await activityOf(ana)
  assert.equal(next, null)
  assert.deepEqual(
    results.map(({ event, current, facts }) => [event, current, facts]),
    [
      ['sign_in.succeeded', true, { method: 'pwd', newDevice: true }],
      ['sign_in.succeeded', false, { method: 'pwd', newDevice: true }],
      ['sign_in.failed', false, { reason: 'bad_credentials' }],
      ['account.email_verified', false, { by: 'link' }],
      ['account.registered', false, { username: ana.username }],
    ],
  )
  const { id, at, ...failed } = results[2] ?? assert.fail('nothing was told')
  const where = { address: '203.0.113.9', place: null, browser: 'Firefox', system: 'Linux' }
  assert.deepEqual(failed, { event: 'sign_in.failed', ...where, current: false, facts: { reason: 'bad_credentials' } })
  assert.match(`${id} ${at}`, /^[0-9a-f-]{36} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  await sealAll(server.app)
  assert.deepEqual((await activityOf(ana)).results, results, 'sealed or not, it is the same')
})

test('GET activity/ tells each only of the own account, whatever cursor is brought', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const mine = (await activityOf(ana)).results.map(({ id }) => id)
  const { next } = await activityOf(ana, '?limit=1')
  assert.ok(next)
  server.clock.advance({ minutes: 1 })
  await ben.renew()
  await onAnotherDevice(server, ben).login()
  for (const query of ['', `?cursor=${next}`, `?account_id=${ana.id}`, `?account=${ana.id}&user_id=${ana.id}`]) {
    const told = (await activityOf(ben, query)).results.map(({ id }) => id)
    assert.deepEqual(
      told.filter((id) => mine.includes(id)),
      [],
      query,
    )
  }
})

test('GET activity/ in parts gives each event once, however many there are of one moment', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const at = server.clock.now()
  await recordMany(server.app, 'password.changed', 130, [ana.id])
  const sameMoment = Array.from({ length: 70 }, () => ({
    ...{ id: randomUUID(), at, name: 'factor.proved', account_id: ana.id, session_id: null, ip: '', user_agent: '' },
    ...{ request_id: '', facts: { method: 'totp' } },
  }))
  await server.app.db.insertInto('audit_event').values(sameMoment).execute()
  const seen: Row[] = []
  for (let cursor = ''; ; ) {
    const { results, next } = await activityOf(ana, `?limit=17${cursor}`)
    seen.push(...results)
    if (next === null) break
    assert.equal(results.length, 17)
    cursor = `&cursor=${next}`
  }
  const { length } = await server.app.db
    .selectFrom('audit_event')
    .select('id')
    .where('account_id', '=', ana.id)
    .execute()
  assert.deepEqual([seen.length, new Set(seen.map(({ id }) => id)).size], [length, length])
  assert.deepEqual(
    seen.map(({ at }) => at),
    seen.map(({ at }) => at).toSorted((a, b) => b.localeCompare(a)),
  )
  assert.equal((await activityOf(ana)).results.length, 50)
  assert.equal((await activityOf(ana, '?limit=100')).results.length, 100)
})

test('GET activity/ refuses what is no part of a list', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { next } = await activityOf(ana, '?limit=1')
  const other = `${next?.startsWith('B') ? 'C' : 'B'}${next?.slice(1, -1)}`
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=x',
    'cursor=',
    'cursor=x',
    `cursor=${other}`,
    `cursor=${ana.id}`,
  ]) {
    const answer = await ana.client().get(`${path}?${query}`)
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_input'], query)
    assert.deepEqual(Object.keys(answer.body), [query.split('=')[0], 'error'])
  }
})

test('GET activity/ opens to no stranger, no ended session and no sign-in that waits for its second factor', async (t) => {
  const server = await startServer(t)
  assert.equal((await server.client().get(path)).status, 401)
  const ana = await signUpWithTotp(server)
  assert.equal(
    (
      await server
        .client()
        .as(await firstFactor(ana))
        .get(path)
    ).status,
    401,
  )
  const ben = await signUp(server, 'ben')
  await server.client().post('/api/auth/logout/', { refresh: ben.refresh })
  assert.equal((await ben.client().get(path)).status, 401)
})

test('what was forgotten of a person is nobody’s activity any more', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const ana = await signUp(server)
  await app.transaction((tx) => forgetPerson(app, tx, ana.id))
  assert.deepEqual((await activityOf(ana)).results, [])
})
