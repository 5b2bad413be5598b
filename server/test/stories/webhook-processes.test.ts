import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { storesOf } from '../same-stores.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { until } from '../until.ts'
import { deliveriesOf, hook, localHooks, sendAll, startWithHooks } from '../webhooks.ts'

test('two processes send each event once, one after the other, and in the order of the acts', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver)
  receiver.answerBy((_call, response) => void setTimeout(() => response.writeHead(204).end(), 5))
  const people: { id: string }[] = []
  for (let i = 0; i < 12; i++) people.push(await signUp(server, `p${i}`))
  const settings = { ...storesOf(server), ...localHooks }
  const nodes = await Promise.all([startChild(t, settings), startChild(t, settings)])
  await until('24 events', () => receiver.calls.length >= 24 || undefined)
  await until('their notes', async () =>
    (await deliveriesOf(server, id)).every(({ state }) => state === 'delivered') ? true : undefined,
  )
  for (const node of nodes) await node.kill()
  assert.equal(receiver.calls.length, 24)
  assert.equal(new Set(receiver.calls.map(({ id: messageId }) => messageId)).size, 24)
  assert.equal(receiver.mostAtOnce(), 1)
  for (const person of people) {
    const own = receiver.calls
      .map(({ body }) => JSON.parse(body))
      .filter(({ payload }) => payload.user_id === person.id)
    assert.deepEqual(
      own.map(({ event_type }) => event_type),
      ['user.created', 'user.email_verified'],
    )
  }
  assert.deepEqual(
    (await deliveriesOf(server, id)).map(({ attempts }) => attempts),
    Array(24).fill(1),
  )
})

test('SIGKILL during a delivery: it is sent again, with the same id, when the claim of the dead has run out', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver)
  receiver.fault('slow')
  await signUp(server)
  const child = await startChild(t, { ...storesOf(server), ...localHooks })
  await until('the attempt', () => receiver.calls.length > 0 || undefined)
  await child.kill()
  receiver.answer(200)
  await sendAll(server)
  assert.equal(receiver.calls.length, 1, 'claimed by the dead')
  server.clock.advance({ minutes: 2 })
  await sendAll(server)
  assert.deepEqual(receiver.types().slice(1).toSorted(), ['user.created', 'user.email_verified'])
  const [lost] = receiver.calls
  const again = receiver.calls.slice(1).find(({ id: messageId }) => messageId === lost?.id)
  assert.equal(again?.body, lost?.body)
  assert.deepEqual(
    (await deliveriesOf(server, id)).map(({ state }) => state),
    ['delivered', 'delivered'],
  )
})

test('a service that is stopped while an endpoint hangs ends in time, and the event is sent by the next', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver, 'user.created')
  receiver.fault('slow')
  await signUp(server)
  const child = await startChild(t, { ...storesOf(server), ...localHooks })
  await until('the attempt', () => receiver.calls.length > 0 || undefined)
  const asked = performance.now()
  child.terminate()
  assert.equal(await child.ended, 0)
  assert.ok(performance.now() - asked < 10_000, `${performance.now() - asked} ms`)
  const [delivery] = await deliveriesOf(server, id)
  assert.deepEqual([delivery?.state, delivery?.attempts], ['pending', 0])
  receiver.answer(200)
  server.clock.advance({ seconds: 5 })
  await sendAll(server)
  assert.deepEqual(
    (await deliveriesOf(server, id)).map(({ state }) => state),
    ['delivered'],
  )
})
