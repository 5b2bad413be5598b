import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createClient } from '@redis/client'
import { enqueueEvent } from '../../src/outbox/enqueue-event.ts'
import { type Actor, signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { makeGate } from '../gate.ts'
import { startServer, type TestServer } from '../harness.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const withRedis = { skip: store === 'postgres-redis' ? false : 'this store has no Redis' }
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

type Event = { event_id: string; event_type: string; timestamp: string; version: number; payload: { user_id: string } }

/** What a consumer of the stream reads about one user, in the stream's order. */
async function readStream(t: TestContext, userId: string): Promise<Event[]> {
  const client = createClient({ url: String(process.env.TEST_REDIS_URL) })
  atEnd(t, () => client.destroy())
  await client.connect()
  const entries = (await client.xRange('kalosphere:events', '-', '+')) ?? []
  const events = entries.map(({ message }): Event => {
    assert.deepEqual(Object.keys(message), ['payload'])
    return JSON.parse(String(message.payload))
  })
  return events.filter(({ payload }) => payload.user_id === userId)
}

/** A life with one event of each kind a person can cause. */
async function live(server: TestServer): Promise<Actor> {
  const ana = await signUp(server)
  const renamed = await ana.client().send('PATCH', '/api/auth/profile/', { body: { display_name: 'Ana' } })
  assert.equal(renamed.status, 200)
  const off = { password: ana.password, confirm_deactivation: true }
  assert.equal((await ana.client().post('/api/auth/deactivate-account/', off)).status, 200)
  return ana
}

const order = ['user.created', 'user.email_verified', 'user.updated', 'user.deactivated']

test('kalosphere:events holds the documented members and no others, in the order of the acts', withRedis, async (t) => {
  const server = await startServer(t)
  await until('Redis', () => server.app.redis?.isReady || undefined)
  const before = server.clock.now().getTime()
  const ana = await live(server)
  await server.settle()
  const events = await readStream(t, ana.id)
  const types = events.map(({ event_type }) => event_type).filter((type) => order.includes(type))
  assert.deepEqual(types, order)
  for (const event of events) {
    assert.deepEqual(Object.keys(event), ['event_id', 'event_type', 'timestamp', 'version', 'payload'])
    assert.match(event.event_id, uuid)
    assert.equal(event.version, 1)
    assert.match(event.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|\+00:00)$/)
    const at = Date.parse(event.timestamp)
    assert.ok(at >= before && at <= server.clock.now().getTime())
  }
  assert.equal(new Set(events.map(({ event_id }) => event_id)).size, events.length)
  const payloadOf = (type: string) => events.find(({ event_type }) => event_type === type)?.payload
  const { id, username, email } = ana
  assert.deepEqual(payloadOf('user.created'), { user_id: id, username, email })
  assert.deepEqual(payloadOf('user.email_verified'), { user_id: id, email })
  assert.deepEqual(payloadOf('user.updated'), { user_id: id, fields: ['display_name'] })
  assert.deepEqual(payloadOf('user.deactivated'), { user_id: id })
})

test(
  'kalosphere:events: what happened while Redis was away comes when it is back, in order, for each user',
  withRedis,
  async (t) => {
    const url = new URL(String(process.env.TEST_REDIS_URL))
    const gate = await makeGate(t, Number(url.port))
    url.port = String(gate.port)
    await gate.shut()
    const server = await startServer(t, { REDIS_URL: url.href })
    const people = [await live(server), await live(server)]
    for (let tries = 0; tries < 4; tries++) {
      await server.settle()
      server.clock.advance({ minutes: 1 })
    }
    for (const { id } of people) assert.deepEqual(await readStream(t, id), [])
    await gate.open()
    await until('Redis', () => server.app.redis?.isReady || undefined)
    server.clock.advance({ hours: 2 })
    await server.settle()
    for (const { id } of people) {
      const types = (await readStream(t, id)).map(({ event_type }) => event_type)
      const distinct = [...new Set(types)].filter((type) => order.includes(type))
      assert.deepEqual(distinct, order)
    }
  },
)

test('kalosphere:events is trimmed at about EVENT_STREAM_MAXLEN', withRedis, async (t) => {
  // A database of its own: other tests read the stream of theirs.
  const url = new URL(String(process.env.TEST_REDIS_URL))
  url.pathname = '/9'
  const client = createClient({ url: url.href })
  t.after(() => client.destroy())
  await client.connect()
  await client.del('kalosphere:events')
  const server = await startServer(t, { REDIS_URL: url.href, EVENT_STREAM_MAXLEN: '1000' })
  await until('Redis', () => server.app.redis?.isReady || undefined)
  for (let batch = 0; batch < 15; batch++) {
    await server.app.transaction(async (tx) => {
      for (let i = 0; i < 100; i++) {
        const userId = randomUUID()
        await enqueueEvent(server.app, tx, { type: 'user.updated', userId, facts: { user_id: userId, batch } })
      }
    })
    await server.settle()
  }
  const length = await client.xLen('kalosphere:events')
  // Redis removes whole nodes of about a hundred entries.
  assert.ok(length >= 1000 && length <= 1200, `${length} entries`)
  const [newest] = (await client.xRevRange('kalosphere:events', '+', '-', { COUNT: 1 })) ?? []
  assert.equal(JSON.parse(String(newest?.message.payload)).payload.batch, 14)
  await client.del('kalosphere:events')
})
