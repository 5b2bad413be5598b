import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import Fastify from 'fastify'
import pg from 'pg'
import { answerProblems } from '../../src/http/answer-problems.ts'
import { shedLoad } from '../../src/http/shed-load.ts'
import { onAnotherDevice, signUp, somebody } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { type ChildService, startChild } from '../child-service.ts'
import type { Answer, Client } from '../client.ts'
import { atOnce, signIn, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'
import { long } from './scale.ts'

const register = (client: Client): Promise<Answer> => client.post('/api/auth/register/', somebody())

/** Lets nobody write accounts, as a long transaction of somebody else would. @returns the way to let go */
async function holdWriters(t: TestContext, { app }: TestServer): Promise<() => Promise<void>> {
  const { database } = app.config
  if (database.engine === 'sqlite') {
    const other = new DatabaseSync(database.file)
    other.exec('BEGIN IMMEDIATE')
    atEnd(t, () => other.close())
    return async () => other.exec('COMMIT')
  }
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  atEnd(t, () => other.end())
  await other.query('begin; lock table account in exclusive mode')
  return async () => void (await other.query('commit'))
}

function assertShed(answer: Answer): void {
  assert.deepEqual([answer.status, answer.body.error], [503, 'unavailable'], answer.text)
  const seconds = Number(answer.headers.get('retry-after'))
  assert.ok(seconds >= 1 && seconds <= 5, `Retry-After: ${seconds}`)
  assert.ok(answer.headers.get('x-request-id'))
}

test('more in flight than there is room for: 503 at once, what was let in finishes, probes and refreshes go on', async (t) => {
  const server = await startServer(t, {
    MAX_REQUESTS_IN_FLIGHT: '10',
    DB_POOL_SIZE: '10',
    METRICS_TOKEN: 'm'.repeat(32),
  })
  const ana = await signUp(server)
  assert.equal((await server.client().get('/readyz')).status, 200)
  const letGo = await holdWriters(t, server)
  const hashed = server.app.hasher.stats().count
  let answered = 0
  const under = atOnce(10, async () => {
    const answer = await register(server.client())
    answered += 1
    return answer
  })
  // Their hashes are done; now they wait for the database.
  await until('ten in flight', () => (server.app.hasher.stats().count >= hashed + 10 ? true : undefined))
  assertShed(await ana.profile())
  assertShed(await register(server.client()))
  assertShed(await ana.login())
  assert.equal(answered, 0, 'nobody who was let in has been sent away')
  assert.equal((await server.client().get('/healthz')).status, 200)
  const ready = await server.client().get('/readyz')
  const pooled = server.app.config.database.engine === 'postgres'
  assert.deepEqual([ready.status, ready.body.checks.database], [200, pooled ? 'busy' : 'ok'])
  const token = await server.client().post('/api/auth/refresh/', { refresh: 'no token' })
  assert.equal(token.status, 401, 'what finishes is looked at for longer')
  await letGo()
  assert.deepEqual(tally(await under), { 201: 10 })
  assert.deepEqual(tally([await ana.profile(), await ana.login(), await ana.renew()]), { 200: 3 }, 'by itself')
  const metrics = await server.client().get('/metrics', { authorization: `Bearer ${'m'.repeat(32)}` })
  assert.match(metrics.text, /kalosphere_shed_requests_total\{reason="in_flight"\} [1-9]/)
  const told = server.log.filter((line) => line.includes('overloaded: in_flight') && /"level":(50|"error")/.test(line))
  assert.equal(told.length, 1, 'the log is not flooded')
})

test('a body that trickles in takes no place from others', async (t) => {
  const server = await startServer(t, { MAX_REQUESTS_IN_FLIGHT: '10' })
  const halves = Array.from({ length: 20 }, () => {
    const body = new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode('{"email"')) })
    const end = new AbortController()
    const headers = { 'content-type': 'application/json' }
    const request = { method: 'POST', headers, body, duplex: 'half', signal: end.signal } as RequestInit
    const answer = fetch(`${server.origin}/api/auth/login/`, request).catch(() => undefined)
    return { answer, end: () => end.abort() }
  })
  const connections = () =>
    new Promise<number>((resolve) => server.http.server.getConnections((_error, count) => resolve(count)))
  await until('twenty halves', async () => ((await connections()) >= 20 ? true : undefined))
  assert.equal((await signUp(server)).id.length, 36)
  for (const { end } of halves) end()
  await Promise.all(halves.map(({ answer }) => answer))
})

test('streams take no place, with a body or without', async (t) => {
  const server = await startServer(t, { MAX_REQUESTS_IN_FLIGHT: '10' })
  const open = (): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { accept: 'text/event-stream', 'content-length': '1' }
      const asking = request(`${server.origin}/.well-known/revocations`, { headers, agent: false }, (answer) => {
        answer.on('error', () => undefined).resume()
        resolve(answer.statusCode)
      })
      atEnd(t, () => void asking.destroy())
      asking.on('error', reject).end('x')
    })
  assert.deepEqual(await atOnce(25, open), Array(25).fill(200))
  assert.equal((await signUp(server)).id.length, 36)
})

/** A server behind the same door, with a guard and work that end when they are told to. */
async function startSlow(t: TestContext, { app }: TestServer) {
  const guard = Promise.withResolvers<void>()
  const work = Promise.withResolvers<void>()
  const at = { guard: 0, work: 0 }
  const http = Fastify()
  answerProblems(http, app)
  shedLoad(http, app)
  http.addHook('onRequest', async () => {
    at.guard += 1
    await guard.promise
  })
  http.post('/', async () => {
    at.work += 1
    await work.promise
    return 'done'
  })
  const origin = await http.listen({ host: '127.0.0.1', port: 0 })
  atEnd(t, () => http.close())
  const headers = { 'content-type': 'application/json' }
  const ask = async (signal?: AbortSignal) =>
    (await fetch(origin, { method: 'POST', headers, body: '{}', signal: signal ?? null })).status
  return { at, guard, work, ask }
}

test('what waits at a guard counts, with a body too, and so does work that its client waits for no more', async (t) => {
  const server = await startServer(t, { MAX_REQUESTS_IN_FLIGHT: '10' })
  const { at, guard, work, ask } = await startSlow(t, server)
  const leaving = new AbortController()
  const asked = atOnce(10, () => ask(leaving.signal).catch(() => 'left'))
  await until('ten at the guard', () => at.guard === 10 || undefined)
  assert.equal(await ask(), 503)
  guard.resolve()
  await until('ten at work', () => at.work === 10 || undefined)
  assert.equal(await ask(), 503)
  leaving.abort()
  assert.deepEqual(await asked, Array(10).fill('left'))
  assert.equal(await ask(), 503, 'their work goes on')
  work.resolve()
  assert.equal(await until('room', async () => ((await ask()) === 200 ? 200 : undefined)), 200)
})

/** Asks for health all the time. @returns the way to stop, which tells how long the slowest answer took, in milliseconds */
async function watchHealth({ origin }: ChildService): Promise<() => Promise<number>> {
  const watcher = new Worker(new URL('health-watcher.ts', import.meta.url), { workerData: { origin } })
  await once(watcher, 'message')
  return async () => {
    const told = once(watcher, 'message')
    watcher.postMessage('stop')
    const [times] = (await told) as [number[]]
    return Math.max(...times)
  }
}

test('six times as many registrations as the queue of hashes holds: 201 or 503 soon, and all is well afterwards', async (t) => {
  const server = await startServer(t)
  const people = [await signUp(server), await signUp(server), await signUp(server)]
  const queue = long ? 100 : 10
  const settings = { ARGON2_MEMORY_KIB: '19456', ARGON2_PASSES: '2', HASH_QUEUE_LIMIT: String(queue) }
  const child = await startChild(t, { ...storesOf(server), ...settings })
  const stop = await watchHealth(child)
  const times: number[] = []
  const answers = await atOnce(queue * 6, async (i) => {
    // All at one moment in the short form; in the long one 200 a second, three times what two cores can hash.
    if (long) await pause(i * 5)
    const began = performance.now()
    const answer = await register(child.client())
    if (answer.status === 503) times.push(performance.now() - began)
    if (i % 20 === 0) await people[i % 3]?.profile()
    return answer
  })
  const slowest = await stop()
  const { 201: made = 0, 503: refused = 0 } = tally(answers)
  assert.equal(made + refused, answers.length, JSON.stringify(tally(answers)))
  assert.ok(made >= queue, 'all whom the queue holds')
  assert.ok(refused > 0)
  for (const answer of answers) if (answer.status === 503) assertShed(answer)
  const slowestRefusal = Math.max(...times)
  t.diagnostic(
    `${made} done, ${refused} refused in at most ${slowestRefusal.toFixed()} ms; health in ${slowest.toFixed()} ms`,
  )
  if (long) assert.ok(slowest < 100, `health took ${slowest} ms`)
  for (const person of people) {
    const again = onAnotherDevice(server, person)
    assert.equal((await signIn(child.client(), again.email, again.password)).status, 200, 'by itself')
  }
})

test('an event loop that comes late twice running: readers are refused, and let in again by themselves', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const child = await startChild(t, {
    ...storesOf(server),
    OVERLOAD_TURN_MS: long ? '50' : '2',
    RATELIMIT_ENABLE: 'False',
  })
  const stop = await watchHealth(child)
  const counts = { 200: 0, 503: 0 }
  let over = false
  const lane = async (): Promise<void> => {
    while (!over) {
      const headers = { authorization: `Bearer ${ana.access}` }
      const { status } = await fetch(`${child.origin}/api/auth/profile/`, { headers })
      assert.ok(status === 200 || status === 503, `${status}`)
      counts[status] += 1
    }
  }
  const lanes = Array.from({ length: long ? 2000 : 400 }, lane)
  await until('refusals', () => (counts[503] > 0 && counts[200] > 0 ? true : undefined))
  over = true
  await Promise.all(lanes)
  const slowest = await stop()
  t.diagnostic(`${counts[200]} read, ${counts[503]} refused; health in at most ${slowest.toFixed()} ms`)
  await until('room again', async () => {
    const { status } = await child.client().as(ana.access).get('/api/auth/profile/')
    return status === 200 || undefined
  })
})
