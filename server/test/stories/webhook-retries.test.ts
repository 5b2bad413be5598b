import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { watchDeliveries } from '../../src/events/keep-deliveries.ts'
import { resumeEndpoint } from '../../src/events/manage-endpoints.ts'
import { lanesEnded, sendWebhooks } from '../../src/events/send-webhooks.ts'
import { registerUnverified, signUp } from '../actors.ts'
import type { TestServer } from '../harness.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { until } from '../until.ts'
import { deliveriesOf, hook, sendAll, startWithHooks, statusOf } from '../webhooks.ts'

const metricsToken = 'a token for the metrics of tests'

/** One endpoint that is told of registrations, and one event for it. */
async function startWithEvent(t: TestContext) {
  const server = await startWithHooks(t, { METRICS_TOKEN: metricsToken })
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver, 'user.created')
  await registerUnverified(server)
  await server.settle()
  const delivery = async () => (await deliveriesOf(server, id))[0] ?? assert.fail()
  return { server, receiver, id, delivery }
}

function events({ app }: TestServer, name: string) {
  return app.db.selectFrom('audit_event').select('facts').where('name', '=', name).execute()
}

async function readMetrics(server: TestServer): Promise<string> {
  await watchDeliveries(server.app)
  return (await server.client({ authorization: `Bearer ${metricsToken}` }).get('/metrics')).text
}

test('ten attempts over three days, as the specification has them, then it is given up', async (t) => {
  const { server, receiver, id, delivery } = await startWithEvent(t)
  receiver.answer(500)
  await sendAll(server)
  assert.match(await readMetrics(server), new RegExp(`webhook_deliveries\\{endpoint="${id}",state="pending"\\} 1`))
  const hours = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]
  let age = 0
  for (const [at, pause] of hours.entries()) {
    assert.equal(receiver.calls.length, at + 1)
    // The clock goes on by itself too: five seconds are soon over on a machine that is busy.
    const early = at === 0 ? 0 : 0.9
    server.clock.advance({ hours: pause * early })
    if (at > 0) await sendAll(server)
    assert.equal(receiver.calls.length, at + 1, `not before ${pause} h`)
    server.clock.advance({ hours: pause * (1.1 - early) })
    await sendAll(server)
    age += pause
  }
  assert.ok(age > 72 && age < 80, `${age} hours`)
  const { state, attempts, status, error } = await delivery()
  assert.deepEqual([state, attempts, status, error], ['dead', 10, 500, 'It answered 500'])
  server.clock.advance({ days: 10 })
  await sendAll(server)
  assert.equal(receiver.calls.length, 10)
  assert.equal(new Set(receiver.calls.map(({ id: messageId }) => messageId)).size, 1)
  assert.equal(new Set(receiver.calls.map(({ body }) => body)).size, 1)
  const times = receiver.calls.map(({ headers }) => Number(headers['webhook-timestamp']))
  assert.equal(new Set(times).size, 10, 'each attempt has its own time')
  assert.equal(await statusOf(server, id), 'active', 'three days are not five')
  assert.ok(server.log.some((line) => line.includes('a webhook was given up') && line.includes('"level":"error"')))
  const metrics = await readMetrics(server)
  assert.match(metrics, new RegExp(`webhook_attempts_total\\{endpoint="${id}",outcome="postponed"\\} 9`))
  assert.match(metrics, new RegExp(`webhook_attempts_total\\{endpoint="${id}",outcome="dead"\\} 1`))
  assert.match(metrics, new RegExp(`webhook_deliveries\\{endpoint="${id}",state="dead"\\} 1`))
  assert.match(metrics, new RegExp(`webhook_deliveries\\{endpoint="${id}",state="pending"\\} 0`))
})

test('any 2xx is good, whatever is in it; nothing else is', async (t) => {
  const { server, receiver, delivery } = await startWithEvent(t)
  const bad = [301, 302, 304, 400, 401, 404, 408, 500, 504]
  for (const [at, status] of bad.entries()) {
    receiver.answer(status)
    await sendAll(server)
    assert.deepEqual([(await delivery()).state, (await delivery()).status], ['pending', status])
    assert.equal(receiver.calls.length, at + 1)
    server.clock.advance({ days: 2 })
  }
  receiver.answer(299, { 'content-type': 'text/html' }, '<h1>Thanks</h1>')
  await sendAll(server)
  assert.deepEqual(
    [(await delivery()).state, (await delivery()).status, (await delivery()).error],
    ['delivered', 299, null],
  )
})

test('a page, a talk without end, a compressed answer: with 200 it was received', async (t) => {
  const { server, receiver, id } = await startWithEvent(t)
  const answers = [
    () => receiver.fault('html'),
    () => receiver.fault('endless'),
    () => receiver.answer(200, { 'content-encoding': 'gzip' }, 'x'),
    () => receiver.answer(200, { 'x-long': 'x'.repeat(8000) }),
  ]
  for (const answer of answers) {
    answer()
    const started = performance.now()
    await registerUnverified(server)
    await sendAll(server)
    assert.ok(performance.now() - started < 14_000, 'sooner than one that says nothing')
  }
  const states = (await deliveriesOf(server, id)).map(({ state }) => state)
  assert.deepEqual(states, Array(5).fill('delivered'))
})

test('a connection that breaks, and headers without end, are failures', async (t) => {
  const { server, receiver, delivery } = await startWithEvent(t)
  receiver.fault('down')
  await sendAll(server)
  assert.deepEqual([(await delivery()).state, (await delivery()).status], ['pending', null])
  assert.match((await delivery()).error ?? '', /^127\.0\.0\.1:\d+ did not answer$/)
  receiver.answer(200, Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x-${i}`, 'x'.repeat(1000)])))
  server.clock.advance({ minutes: 1 })
  await sendAll(server)
  assert.match((await delivery()).error ?? '', /sent too many headers$/)
})

test('410: nothing more is sent there, and it is recorded; what waits is sent when it is resumed', async (t) => {
  const { server, receiver, id } = await startWithEvent(t)
  await registerUnverified(server, 'ben')
  receiver.answer(410)
  await sendAll(server)
  assert.equal(receiver.calls.length, 1)
  assert.equal(await statusOf(server, id), 'gone')
  assert.deepEqual(
    (await events(server, 'webhook.stopped')).map(({ facts }) => facts),
    [{ endpointId: id, reason: 'gone' }],
  )
  assert.ok(server.log.some((line) => line.includes('is stopped') && line.includes('"level":"error"')))
  server.clock.advance({ days: 1 })
  await sendAll(server)
  assert.equal(receiver.calls.length, 1)
  receiver.answer(200)
  assert.equal(await resumeEndpoint(server.app, id), true)
  await sendAll(server)
  const states = (await deliveriesOf(server, id)).map(({ state }) => state)
  assert.deepEqual([receiver.calls.length, states], [2, ['dead', 'delivered']])
})

/** What 429 and 503 say of the time to wait, after how many seconds the next attempt comes, and whether others wait too. */
const waits: [status: number, header: string | undefined, seconds: number, rests: boolean][] = [
  [429, '120', 120, true],
  [503, '120', 120, true],
  [429, 'Fri, 01 Jan 2100 00:00:00 GMT', 3600, true],
  [429, '999999', 3600, true],
  [429, undefined, 60, true],
  [503, undefined, 5, false],
  [429, 'soon', 60, true],
  [500, '120', 5, false],
]
for (const [status, header, seconds, rests] of waits) {
  test(`${status} with Retry-After ${header}: the next attempt comes after ${seconds} s`, async (t) => {
    const { server, receiver, id, delivery } = await startWithEvent(t)
    receiver.answer(status, header === undefined ? {} : { 'retry-after': header })
    await sendAll(server)
    const { dueAt, triedAt } = await delivery()
    const pause = (dueAt.getTime() - (triedAt?.getTime() ?? 0)) / 1000
    assert.ok(pause >= seconds && pause < seconds * 1.1 + 20, `${pause} s`)
    receiver.answer(200)
    await registerUnverified(server, 'ben')
    await sendAll(server)
    const told = new Set(receiver.calls.map(({ id: messageId }) => messageId)).size
    assert.equal(told, rests ? 1 : 2, 'others for it')
    server.clock.advance({ seconds: seconds * 1.1 })
    await sendAll(server)
    assert.deepEqual(
      (await deliveriesOf(server, id)).map(({ state }) => state),
      ['delivered', 'delivered'],
    )
  })
}

test('an endpoint at which nothing succeeds for five days is stopped; one success begins the days anew', async (t) => {
  const { server, receiver, id } = await startWithEvent(t)
  const live = async (days: number) => {
    for (let hour = 0; hour < days * 24; hour += 2) {
      server.clock.advance({ hours: 2 })
      await sendAll(server)
    }
  }
  receiver.answer(500)
  await live(4)
  assert.equal(await statusOf(server, id), 'active')
  receiver.answer(200)
  await registerUnverified(server)
  await sendAll(server)
  receiver.answer(500)
  await registerUnverified(server)
  await live(4)
  await registerUnverified(server)
  await live(1)
  assert.equal(await statusOf(server, id), 'active', 'nothing was given up since the fifth day')
  await live(3)
  assert.equal(await statusOf(server, id), 'failing')
  const recorded = (await events(server, 'webhook.stopped')).map(({ facts }) => facts)
  assert.deepEqual(recorded, [{ endpointId: id, reason: 'failing' }])
})

test('an endpoint that hangs keeps neither others nor mails waiting, and is asked one thing at a time', async (t) => {
  const server = await startWithHooks(t)
  const [slow, quick] = [await startReceiver(t), await startReceiver(t)]
  await hook(server, slow)
  await hook(server, quick)
  slow.fault('slow')
  const stop = new AbortController()
  const started = performance.now()
  for (const name of ['ana', 'ben', 'cy']) {
    await signUp(server, name)
    await server.settle()
    await sendWebhooks(server.app, stop.signal)
  }
  await until('six events', async () => {
    await sendWebhooks(server.app, stop.signal)
    return quick.calls.length === 6 || undefined
  })
  assert.ok(performance.now() - started < 14_000, 'sooner than the slow one could run into its time')
  assert.deepEqual([slow.calls.length, slow.mostAtOnce(), quick.mostAtOnce()], [1, 1, 1])
  assert.deepEqual(quick.types().toSorted(), [
    ...Array(3).fill('user.created'),
    ...Array(3).fill('user.email_verified'),
  ])
  stop.abort()
  await lanesEnded(server.app)
})

test('an answer that does not come is waited for fifteen seconds', async (t) => {
  const { server, receiver, delivery } = await startWithEvent(t)
  receiver.fault('slow')
  const started = performance.now()
  await sendAll(server)
  const took = performance.now() - started
  assert.ok(took > 14_000 && took < 25_000, `${took} ms`)
  assert.match((await delivery()).error ?? '', /^127\.0\.0\.1:\d+ did not answer in 15 s$/)
})
