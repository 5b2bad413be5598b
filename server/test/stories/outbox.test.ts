import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Deliverers, deliverDue } from '../../src/outbox/deliver.ts'
import { enqueue } from '../../src/outbox/enqueue.ts'
import { countOverdueItems } from '../../src/outbox/outbox.queries.ts'
import type { Topics } from '../../src/outbox/topics.ts'
import { deliverers as real } from '../../src/worker.ts'
import { startServer, type TestServer } from '../harness.ts'

const event = (type: string, userId: string): Topics['event'] => ({ type, userId, facts: {}, at: '', eventId: '' })

async function put(server: TestServer, type: string, userId: string): Promise<void> {
  await server.app.transaction((tx) =>
    enqueue(server.app, tx, { topic: 'event', orderingKey: userId, payload: event(type, userId) }),
  )
}

/** Stands where Redis would: notes what arrives, and fails as long as told to. */
function makeReceiver() {
  const arrived: string[] = []
  let fault: Error | undefined
  const deliverers: Deliverers = {
    ...real,
    event: async (_app, { payload }) => {
      if (fault) throw fault
      arrived.push(`${payload.userId} ${payload.type}`)
    },
  }
  const fail = (error: Error | undefined): void => {
    fault = error
  }
  return { arrived, deliverers, fail }
}

async function deliverAll(server: TestServer, deliverers: Deliverers): Promise<void> {
  while ((await deliverDue(server.app, deliverers)) > 0);
}

test('what concerns one user leaves in order, and others do not wait for it', async (t) => {
  const server = await startServer(t)
  const { arrived, deliverers } = makeReceiver()
  for (const type of ['1', '2', '3']) await put(server, type, 'ana')
  await put(server, '1', 'ben')
  await deliverAll(server, deliverers)
  assert.deepEqual(arrived.toSorted(), ['ana 1', 'ana 2', 'ana 3', 'ben 1'])
  assert.deepEqual(
    arrived.filter((line) => line.startsWith('ana')),
    ['ana 1', 'ana 2', 'ana 3'],
  )
})

test('a failed delivery is tried again with growing pauses, and keeps its place', async (t) => {
  const server = await startServer(t)
  const { arrived, deliverers, fail } = makeReceiver()
  await put(server, '1', 'ana')
  await put(server, '2', 'ana')
  fail(new Error('away'))
  // The clock goes on by itself too: the first pauses are soon over on a machine that is busy.
  for (const seconds of [2, 4, 8, 16, 32, 0]) {
    await deliverAll(server, deliverers)
    server.clock.advance({ seconds })
  }
  const { attempts } = await server.app.db
    .selectFrom('outbox')
    .select('attempts')
    .orderBy('position')
    .executeTakeFirstOrThrow()
  assert.equal(attempts, 6)
  fail(undefined)
  await deliverAll(server, deliverers)
  assert.deepEqual(arrived, [], 'not before its pause is over')
  server.clock.advance({ seconds: 64 })
  await deliverAll(server, deliverers)
  assert.deepEqual(arrived, ['ana 1', 'ana 2'])
})

test('after three days, or at a permanent fault, an item is given up and kept for the operator', async (t) => {
  const server = await startServer(t)
  const { arrived, deliverers, fail } = makeReceiver()
  await put(server, 'hopeless', 'ana')
  await put(server, 'next', 'ana')
  fail(Object.assign(new Error('no such mailbox'), { permanent: true }))
  await deliverDue(server.app, deliverers)
  fail(undefined)
  await deliverAll(server, deliverers)
  assert.deepEqual(arrived, ['ana next'], 'it holds nobody up')
  await put(server, 'late', 'ben')
  fail(new Error('away'))
  server.clock.advance({ days: 4 })
  await deliverAll(server, deliverers)
  server.clock.advance({ days: 1 })
  fail(undefined)
  await deliverAll(server, deliverers)
  assert.deepEqual(arrived, ['ana next'])
  assert.equal(await countOverdueItems(server.app.db, server.app.now()), 0)
})

test('two workers at once deliver each item once', async (t) => {
  const server = await startServer(t)
  const { arrived, deliverers } = makeReceiver()
  for (let i = 0; i < 30; i++) await put(server, 'only', `user-${i}`)
  await Promise.all([1, 2, 3, 4].map(() => deliverAll(server, deliverers)))
  assert.equal(arrived.length, 30)
  assert.equal(new Set(arrived).size, 30)
})

test('an item whose worker died is delivered after its claim has run out', async (t) => {
  const server = await startServer(t)
  const { arrived, deliverers } = makeReceiver()
  await put(server, '1', 'ana')
  const stuck = { ...deliverers, event: () => new Promise<void>(() => undefined) }
  void deliverDue(server.app, stuck)
  while ((await deliverDue(server.app, deliverers)) > 0);
  assert.deepEqual(arrived, [], 'claimed by the other')
  server.clock.advance({ minutes: 3 })
  await deliverAll(server, deliverers)
  assert.deepEqual(arrived, ['ana 1'])
})
