import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepLog } from '../../src/audit/keep-log.ts'
import { cleanUp } from '../../src/worker.ts'
import { signUp } from '../actors.ts'
import { admin, proveAgain, readPages, signUpStaff } from '../admin.ts'
import { goToFarHour } from '../attacks/far-hour.ts'
import type { Answer } from '../client.ts'
import { startServer } from '../harness.ts'
import { firstFactor, secondFactor } from '../second-factor.ts'
import { goToFarDay } from '../texts.ts'

const why = { reason: 'Yearly review' }
const hour = 3_600_000
const day = 24 * hour

test('the log is read page by page, by event, account and time, and names who did what to whom', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server, 'ana')
  await amy.client().post(`${admin}/users/${ana.id}/end-sessions/`, why)
  const get = async (query: string): Promise<Answer['body'][]> => {
    const answer = await amy.client().get(`${admin}/audit/?${query}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.body.results
  }
  const all = await get('limit=100')
  const paged = (await readPages(amy, `${admin}/audit/?limit=3`)).flat()
  assert.deepEqual(
    paged.map(({ id }) => id),
    all.map(({ id }) => id),
  )
  const [done] = await get('event=account.administered')
  assert.deepEqual([done.account_id, done.actor_id, done.facts.reason], [ana.id, amy.id, why.reason])
  const own = await get(`account_id=${ana.id}`)
  assert.ok(own.length > 3 && own.every(({ account_id }) => account_id === ana.id))
  assert.deepEqual(await get(`event=sign_in.failed&account_id=${ana.id}`), [])
  const later = new Date(server.clock.now().getTime() + day).toISOString()
  assert.deepEqual(
    [(await get(`from=${later}`)).length, (await get(`before=${later}&limit=100`)).length],
    [0, all.length],
  )
  for (const query of ['account_id=x', 'from=never', 'cursor=x', 'event=a&event=b']) {
    assert.equal((await amy.client().get(`${admin}/audit/?${query}`)).status, 400, query)
  }
  assert.deepEqual(await get('event=nothing.like.it'), [])
})

test('an export is a file of lines, oldest first, whole over many pages, and recorded with its reason', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const at = server.clock.now()
  const event = { at, name: 'sign_in.failed', account_id: null, ip: '', user_agent: '', request_id: '', facts: {} }
  const rows = Array.from({ length: 450 }, () => ({ ...event, id: crypto.randomUUID() }))
  await server.app.db.insertInto('audit_event').values(rows).execute()
  const answer = await amy.client().post(`${admin}/audit/export/`, { event: 'sign_in.failed', ...why })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/x-ndjson/)
  assert.match(
    answer.headers.get('content-disposition') ?? '',
    /^attachment; filename="kalosphere-audit-[\d-]{10}\.jsonl"$/,
  )
  const lines = answer.text.trimEnd().split('\n')
  const ids = lines.map((line) => JSON.parse(line).id)
  assert.deepEqual(ids.toSorted(), rows.map(({ id }) => id).toSorted())
  assert.deepEqual(ids, ids.toSorted())
  const [acted] = (await amy.client().get(`${admin}/audit/?event=admin.acted`)).body.results
  assert.deepEqual(acted.facts, { act: 'audit.export', ...why })
  server.clock.advance({ minutes: 16 })
  await amy.renew()
  const stale = await amy.client().post(`${admin}/audit/export/`, why)
  assert.equal(stale.body.error, 'reauthentication_required')
})

test('the chain is verified on request: whole, and what was altered is found', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  await keepLog(server.app)
  const whole = await amy.client().post(`${admin}/audit/verify/`, why)
  assert.deepEqual([whole.status, whole.body.ok, whole.body.findings], [200, true, []], whole.text)
  const checkpoint = { signature: 'forged' }
  await server.app.db.updateTable('audit_checkpoint').set(checkpoint).execute()
  const broken = await amy.client().post(`${admin}/audit/verify/`, why)
  assert.deepEqual([broken.status, broken.body.ok, broken.body.findings[0].what], [200, false, 'checkpoint'])
})

test('verifying is limited for all administrators together', async (t) => {
  const server = await startServer(t, { RATELIMIT_ENABLE: 'True' })
  goToFarHour(server)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const statuses = []
  for (let i = 0; i < 13; i++) statuses.push((await amy.client().post(`${admin}/audit/verify/`, why)).status)
  assert.deepEqual([statuses.slice(0, 12).every((status) => status === 200), statuses[12]], [true, 429])
})

test('statistics count by day and by hour, with second factors apart, also when they are asked again', async (t) => {
  const server = await startServer(t)
  goToFarDay(server)
  const sue = await signUpStaff(server, 'support', 'sue')
  const ana = await signUp(server, 'ana')
  await server.client().post('/api/auth/login/', { email: ana.email, password: 'wrong' })
  const read = async (query = '') => {
    const answer = await sue.client().get(`${admin}/statistics/?${query}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.body
  }
  const first = await read()
  assert.equal(first.results.length, 30)
  const { from, ...today } = first.results.at(-1)
  assert.equal(from, `${server.clock.now().toISOString().slice(0, 10)}T00:00:00.000Z`)
  const expected = { sign_ups: 2, sign_ins: 2, failures: 1, locks: 0, second_factors_asked: 0 }
  assert.deepEqual(today, { ...expected, sign_ins_with_second_factor: 0, active_sessions: null })
  assert.deepEqual(first.active_sessions, { count: 2, is_more: false })
  server.clock.advance({ days: 1 })
  await sue.renew()
  await server.app.db.updateTable('session').set({ factor_at: server.clock.now(), acr: 'aal2' }).execute()
  const begin = new Date(server.clock.now().getTime() - 2 * day).toISOString().slice(0, 10)
  const days = (await read(`from=${begin}`)).results
  assert.deepEqual(
    days.map(({ sign_ups }: { sign_ups: number }) => sign_ups),
    [0, 2, 0],
  )
  assert.deepEqual((await read(`from=${begin}`)).results, days, 'from memory')
  const hours = (await read(`by=hour&from=${begin}`)).results
  assert.equal(
    hours.reduce((sum: number, { failures }: { failures: number }) => sum + failures, 0),
    1,
  )
  assert.ok(hours.length > 48)
  for (const query of [
    'by=week',
    'from=2020-01-01',
    'by=hour&from=2020-01-01&before=2020-01-09',
    `before=2019-01-01&from=2019-01-02`,
  ]) {
    assert.equal((await sue.client().get(`${admin}/statistics/?${query}`)).status, 400, query)
  }
})

test('living sessions are counted once an hour; hours without a count have none, and old counts go', async (t) => {
  const server = await startServer(t, { AUDIT_RETENTION_DAYS: '50' })
  goToFarHour(server)
  const { app, clock } = server
  const sue = await signUpStaff(server, 'support', 'sue')
  const began = Math.floor(clock.now().getTime() / hour) * hour
  const living = async (by: string, from: number, before = clock.now().getTime()) => {
    const query = `by=${by}&from=${new Date(from).toISOString()}&before=${new Date(before).toISOString()}`
    const answer = await sue.client().get(`${admin}/statistics/?${query}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.body.results.map((bucket: Answer['body']) => bucket.active_sessions)
  }
  assert.deepEqual(await living('hour', began), [null], 'nobody has counted yet')
  const [ana, ben] = [await signUp(server, 'ana'), await signUp(server, 'ben')]
  await Promise.all([cleanUp(app), cleanUp(app)])
  assert.deepEqual(await living('hour', began), [3])
  assert.equal((await ana.client().post('/api/auth/logout/', { refresh: ana.refresh })).status, 205)
  await cleanUp(app)
  assert.deepEqual(await living('hour', began), [3], 'once an hour')
  clock.advance({ hours: 2 })
  await sue.renew()
  await cleanUp(app)
  assert.deepEqual(await living('hour', began), [3, null, 2], 'nobody has counted in between')
  const midnight = Math.floor(began / day) * day
  assert.equal((await living('day', midnight, midnight + day))[0], 3, 'the greatest of a day')
  // Their sessions run out within a week; of those that were opened long ago only the living count.
  clock.advance({ days: 8 })
  const again = await secondFactor(sue, await firstFactor(sue), { code: sue.freshCode() })
  assert.equal(again.status, 200, again.text)
  await cleanUp(app)
  assert.deepEqual(await living('hour', clock.now().getTime()), [1])
  assert.equal((await ben.renew()).status, 401)
  clock.advance({ days: 41 })
  await secondFactor(sue, await firstFactor(sue), { code: sue.freshCode() })
  await cleanUp(app)
  assert.deepEqual(await living('hour', began, began + 3 * hour), [3, null, 2], 'not yet old')
  clock.advance({ days: 1 })
  await sue.renew()
  await proveAgain(sue)
  await cleanUp(app)
  assert.deepEqual(await living('hour', began, began + 3 * hour), [null, null, null])
})
