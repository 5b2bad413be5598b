import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pauseEndpoint, resumeEndpoint } from '../../src/events/manage-endpoints.ts'
import { replayDeliveries } from '../../src/events/replay-deliveries.ts'
import { enqueueEvent } from '../../src/outbox/enqueue-event.ts'
import { cleanUp } from '../../src/worker.ts'
import { type Actor, registerUnverified, signUp } from '../actors.ts'
import { beginErasure } from '../erase.ts'
import { readTables } from '../fill-tables.ts'
import type { TestServer } from '../harness.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { deliveriesOf, hook, sendAll, startWithHooks } from '../webhooks.ts'

async function erase(server: TestServer, actor: Actor): Promise<void> {
  await beginErasure(server, actor)
  server.clock.advance({ days: 15 })
  await cleanUp(server.app)
}

async function traces({ app }: TestServer, { id, email, username }: Actor) {
  const text = JSON.stringify((await readTables(app)).webhook_delivery)
  return { id: text.includes(id), address: text.includes(email), name: text.includes(username) }
}

test('who is erased stands in no delivery any more, but that the account is gone is told', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id: endpointId } = await hook(server, receiver)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  await sendAll(server)
  assert.deepEqual(await traces(server, ana), { id: true, address: true, name: true })
  await erase(server, ana)
  assert.deepEqual(await traces(server, ana), { id: true, address: false, name: false }, 'with the account itself')
  await sendAll(server)
  assert.equal(receiver.types().at(-1), 'user.deleted')
  // What the erasure itself brought about was still on its way; the next clean-up takes it.
  await cleanUp(server.app)
  const left = await deliveriesOf(server, endpointId)
  const own = left.filter(({ userId }) => userId !== ben.id)
  assert.deepEqual(
    own.map(({ type, userId }) => [type, userId]),
    [['user.deleted', null]],
  )
  assert.deepEqual(await traces(server, ana), { id: true, address: false, name: false })
  assert.deepEqual(await traces(server, ben), { id: true, address: true, name: true })
  const before = receiver.calls.length
  await replayDeliveries(server.app, { endpointId, which: { since: new Date(0) } })
  await sendAll(server)
  const replayed = receiver.calls.slice(before).map(({ body }) => JSON.parse(body))
  assert.deepEqual(
    replayed.map(({ event_type, payload }) => [event_type, payload.user_id]),
    [
      ['user.created', ben.id],
      ['user.email_verified', ben.id],
      ['user.deleted', ana.id],
    ],
  )
})

test('what waits for an endpoint that is away when its person is erased arrives, and then goes', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver)
  await pauseEndpoint(server.app, id)
  const ana = await signUp(server)
  await server.settle()
  await erase(server, ana)
  await server.settle()
  await cleanUp(server.app)
  await resumeEndpoint(server.app, id)
  await sendAll(server)
  const types = receiver.types()
  assert.deepEqual(types.slice(0, 2), ['user.created', 'user.email_verified'])
  assert.deepEqual([types.includes('session.revoked'), types.at(-1)], [true, 'user.deleted'])
  await cleanUp(server.app)
  assert.deepEqual(await traces(server, ana), { id: true, address: false, name: false })
})

test('what was still in the outbox when its person was erased arrives, and then goes', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id: endpointId } = await hook(server, receiver, 'user.email_verified', 'user.deleted')
  const ana = await signUp(server)
  await beginErasure(server, ana)
  const facts = { user_id: ana.id, email: ana.email }
  await server.app.transaction((tx) =>
    enqueueEvent(server.app, tx, { type: 'user.email_verified', userId: ana.id, facts }),
  )
  server.clock.advance({ days: 15 })
  await cleanUp(server.app)
  await sendAll(server)
  assert.deepEqual(receiver.types(), ['user.email_verified', 'user.email_verified', 'user.deleted'])
  await cleanUp(server.app)
  const left = (await deliveriesOf(server, endpointId)).map(({ type }) => type)
  assert.deepEqual([left, await traces(server, ana)], [['user.deleted'], { id: true, address: false, name: false }])
})

test('a delivery is kept for thirty days, whether it was made or not', async (t) => {
  const server = await startWithHooks(t)
  const [receiver, away] = [await startReceiver(t), await startReceiver(t)]
  const { id } = await hook(server, receiver)
  const { id: awayId } = await hook(server, away)
  await pauseEndpoint(server.app, awayId)
  await registerUnverified(server)
  await sendAll(server)
  const count = async () => [(await deliveriesOf(server, id)).length, (await deliveriesOf(server, awayId)).length]
  server.clock.advance({ days: 7, hours: 1 })
  await cleanUp(server.app)
  await sendAll(server)
  // The account was never verified and is given up after a week: it counts as erased.
  assert.deepEqual(receiver.types(), ['user.created', 'user.deleted'])
  assert.deepEqual(await count(), [1, 2])
  server.clock.advance({ days: 22, hours: 22 })
  await cleanUp(server.app)
  assert.deepEqual(await count(), [1, 2])
  server.clock.advance({ hours: 2 })
  await cleanUp(server.app)
  assert.deepEqual(await count(), [1, 1], 'the registration')
  server.clock.advance({ days: 8 })
  await cleanUp(server.app)
  assert.deepEqual(await count(), [0, 0])
})
