import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { type Gate, makeGate, refusingPort } from '../gate.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

/** forgot-password/ allows a network this many an hour. */
const points = 60

const withRedis = { skip: store === 'postgres-redis' ? false : 'this store has no Redis' }

/** Moves the clock to the beginning of the next hour, so that no window ends amid a test. */
function toFullHour({ clock }: TestServer): void {
  clock.advance({ seconds: Math.ceil(3600 - ((clock.now().getTime() / 1000) % 3600)) })
}

const limited = { RATELIMIT_ENABLE: 'True', TRUSTED_PROXIES: '127.0.0.1' }

/** Requests from a network that no other test and no earlier run of this one has used up on the shared Redis. */
type Asking = (times: number) => Promise<Answer[]>

function fromOwnNetwork(server: TestServer): Asking {
  const client = server.client({ 'x-forwarded-for': `10.${[...randomBytes(3)].join('.')}` })
  return (times) => atOnce(times, () => client.post('/api/auth/forgot-password/', { email: 'nobody@example.com' }))
}

/** A server that reaches the Redis of this run through a gate. */
async function startBehindGate(t: TestContext): Promise<{ server: TestServer; gate: Gate; ask: Asking }> {
  const url = new URL(String(process.env.TEST_REDIS_URL))
  const gate = await makeGate(t, Number(url.port))
  url.port = String(gate.port)
  const server = await startServer(t, { REDIS_URL: url.href, ...limited })
  await until('Redis', () => server.app.redis?.isReady || undefined)
  toFullHour(server)
  return { server, gate, ask: fromOwnNetwork(server) }
}

test('Redis away from the start: everything works, and a budget still refuses with Retry-After', async (t) => {
  const dead = `redis://127.0.0.1:${await refusingPort(t)}`
  const server = await startServer(t, { REDIS_URL: dead, ...limited })
  toFullHour(server)
  const ask = fromOwnNetwork(server)
  const ana = await signUp(server)
  assert.equal((await ana.renew()).status, 200)
  assert.deepEqual(tally(await ask(points + 5)), { 200: points, 429: 5 })
  const [refused] = await ask(1)
  assert.equal(refused?.body.error, 'rate_limited')
  assert.ok(Number(refused?.headers.get('retry-after')) > 0)
  const ready = await server.client().get('/readyz')
  assert.deepEqual([ready.status, ready.body.checks.redis], [200, 'away'])
  server.clock.advance({ hours: 1 })
  assert.deepEqual(tally(await ask(1)), { 200: 1 }, 'a new window')
})

test('Redis stops mid-way: no request fails, budgets go on elsewhere and come back with it', withRedis, async (t) => {
  const { server, gate, ask } = await startBehindGate(t)
  const network = tally(await ask(points + 1))
  assert.deepEqual(network, { 200: points, 429: 1 })
  await gate.shut()
  const meanwhile = tally(await ask(points + 20))
  assert.deepEqual(meanwhile, { 200: points, 429: 20 }, 'looser, never open')
  await signUp(server)
  await gate.open()
  await until('Redis', () => server.app.redis?.isReady || undefined)
  assert.deepEqual(tally(await ask(3)), { 429: 3 }, 'Redis has not forgotten')
})

test('Redis hangs without a word: requests are answered all the same, and budgets refuse', withRedis, async (t) => {
  const { gate, ask } = await startBehindGate(t)
  gate.freeze()
  const started = performance.now()
  const answers = tally(await ask(points + 20))
  assert.deepEqual(answers, { 200: points, 429: 20 })
  // Two seconds are waited for it; of waits that came one after the other there would be eighty.
  assert.ok(performance.now() - started < 20_000, `${performance.now() - started} ms`)
})
