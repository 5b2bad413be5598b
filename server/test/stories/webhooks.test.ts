import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { disableByOperator, enableByOperator } from '../../src/accounts/operator-acts.ts'
import { Problem } from '../../src/base/problem.ts'
import { beginAttempt, findNext } from '../../src/events/deliveries.queries.ts'
import { handOutEvent } from '../../src/events/hand-out-event.ts'
import {
  mostEndpoints,
  pauseEndpoint,
  removeEndpoint,
  resumeEndpoint,
  rotateEndpointSecret,
} from '../../src/events/manage-endpoints.ts'
import { replayDeliveries } from '../../src/events/replay-deliveries.ts'
import { lanesEnded, sendWebhooks } from '../../src/events/send-webhooks.ts'
import { cleanUp } from '../../src/worker.ts'
import { registerUnverified, signUp, somebody } from '../actors.ts'
import { beginErasure } from '../erase.ts'
import { waitingIn } from '../records.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { deliveriesOf, hook, sendAll, startWithHooks } from '../webhooks.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test('every kind of event arrives, in the order of the acts and with the members of the contract', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  await hook(server, receiver)
  const ana = await signUp(server)
  const { id, username, email } = ana
  await ana.client().send('PATCH', '/api/auth/profile/', { body: { display_name: 'Ana' } })
  const [session] = (await ana.client().get('/api/auth/sessions/')).body.results
  await disableByOperator(server.app, id)
  await enableByOperator(server.app, id)
  assert.equal((await ana.login()).status, 200)
  await beginErasure(server, ana)
  server.clock.advance({ days: 15 })
  await cleanUp(server.app)
  await sendAll(server)
  const told = receiver.calls.map(({ body }) => JSON.parse(body))
  const payloadOf = (type: string, nth = 0) => told.filter((event) => event.event_type === type)[nth]?.payload
  assert.deepEqual(
    receiver.types().filter((type) => type !== 'session.revoked'),
    [
      'user.created',
      'user.email_verified',
      'user.updated',
      'user.deactivated',
      'user.reactivated',
      'user.deactivated',
      'user.deleted',
    ],
  )
  assert.deepEqual(payloadOf('user.created'), { user_id: id, username, email })
  assert.deepEqual(payloadOf('user.email_verified'), { user_id: id, email })
  assert.deepEqual(payloadOf('user.updated'), { user_id: id, fields: ['display_name'] })
  assert.deepEqual(payloadOf('user.deactivated'), { user_id: id })
  assert.deepEqual(payloadOf('user.reactivated'), { user_id: id })
  assert.deepEqual(payloadOf('session.revoked'), { user_id: id, session_id: session.id, reason: 'deactivated' })
  assert.deepEqual(payloadOf('user.deleted'), { user_id: id, reason: 'requested_by_owner' })
  for (const [at, event] of told.entries()) {
    assert.deepEqual(Object.keys(event), ['event_id', 'event_type', 'timestamp', 'version', 'payload'])
    assert.match(event.event_id, uuid)
    assert.match(event.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    assert.equal(event.version, 1)
    assert.equal(receiver.calls[at]?.id, event.event_id)
    assert.equal(receiver.calls[at]?.method, 'POST')
    assert.equal(receiver.calls[at]?.headers['content-type'], 'application/json')
  }
  assert.equal(new Set(told.map(({ event_id }) => event_id)).size, told.length)
})

test('an act that fails tells nobody, and without an endpoint nothing is kept', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  await registerUnverified(server)
  await server.settle()
  assert.deepEqual(await server.app.db.selectFrom('webhook_delivery').select('id').execute(), [])
  await hook(server, receiver)
  const ana = await signUp(server)
  const { username } = await signUp(server, 'ben')
  await sendAll(server)
  const before = receiver.calls.length
  const change = await ana.client().send('PATCH', '/api/auth/profile/', { body: { username, display_name: 'x' } })
  assert.equal(change.status, 400)
  assert.equal((await server.client().post('/api/auth/register/', { ...somebody(), username })).status, 400)
  await sendAll(server)
  assert.equal(receiver.calls.length, before)
})

test('the signature is good for the one secret, body, id and time', async (t) => {
  const server = await startWithHooks(t)
  const [receiver, other] = [await startReceiver(t), await startReceiver(t)]
  const { secret } = await hook(server, receiver)
  const { secret: otherSecret } = await hook(server, other)
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  await registerUnverified(server)
  await sendAll(server)
  const [call] = receiver.calls
  assert.ok(call)
  const headers = call.headers as Record<string, string>
  assert.deepEqual(new Webhook(secret).verify(call.body, headers), JSON.parse(call.body))
  const refused: [string, string, Record<string, string>][] = [
    [otherSecret, call.body, headers],
    [secret, call.body.replace('user.created', 'user.deleted'), headers],
    [secret, call.body, { ...headers, 'webhook-id': other.calls[0]?.id.replace(/^./, 'x') ?? '' }],
    [secret, call.body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }],
  ]
  for (const given of refused) assert.throws(() => new Webhook(given[0]).verify(given[1], given[2]), given[0])
  assert.equal(other.calls[0]?.id, call.id, 'one event, one id')
})

test('a new secret signs at once, the former beside it for a day; one that is known to others no more', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id, secret: first } = await hook(server, receiver, 'user.created')
  const verifies = async (secrets: string[]) => {
    await registerUnverified(server)
    await sendAll(server)
    const call = receiver.calls.at(-1) ?? assert.fail()
    // The library asks the clock of this machine, which the test has left behind.
    const seconds = Number(call.headers['webhook-timestamp'])
    const valid = secrets.map((secret) => new Webhook(secret).sign(call.id, new Date(seconds * 1000), call.body))
    return valid.map((signature) => String(call.headers['webhook-signature']).split(' ').includes(signature))
  }
  assert.deepEqual(await verifies([first]), [true])
  const second = (await rotateEndpointSecret(server.app, { id, dropOld: false }))?.secret ?? ''
  assert.notEqual(second, first)
  assert.deepEqual(await verifies([first, second]), [true, true])
  server.clock.advance({ hours: 23, minutes: 59 })
  assert.deepEqual(await verifies([first, second]), [true, true])
  server.clock.advance({ minutes: 2 })
  assert.deepEqual(await verifies([first, second]), [false, true])
  await cleanUp(server.app)
  const row = server.app.db.selectFrom('webhook_endpoint').select(['old_sealed_secret as old', 'old_secret_until'])
  assert.deepEqual({ ...(await row.executeTakeFirstOrThrow()) }, { old: null, old_secret_until: null })
  const third = (await rotateEndpointSecret(server.app, { id, dropOld: true }))?.secret ?? ''
  assert.deepEqual(await verifies([second, third]), [false, true])
})

test('an endpoint hears of what it wants to hear of', async (t) => {
  const server = await startWithHooks(t)
  const [all, some] = [await startReceiver(t), await startReceiver(t)]
  await hook(server, all)
  await hook(server, some, 'user.email_verified', 'user.deleted')
  await signUp(server)
  await sendAll(server)
  assert.deepEqual(all.types(), ['user.created', 'user.email_verified'])
  assert.deepEqual(some.types(), ['user.email_verified'])
})

test('a paused endpoint gets nothing, and later all that happened meanwhile', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver)
  assert.equal(await pauseEndpoint(server.app, id), true)
  assert.equal(await pauseEndpoint(server.app, id), false, 'it is paused')
  await signUp(server)
  server.clock.advance({ days: 20 })
  await cleanUp(server.app)
  await sendAll(server)
  assert.deepEqual(receiver.calls, [])
  assert.equal(await resumeEndpoint(server.app, id), true)
  assert.equal(await resumeEndpoint(server.app, id), false, 'it is at work')
  await sendAll(server)
  assert.deepEqual(receiver.types(), ['user.created', 'user.email_verified'])
})

test('an endpoint that is removed while it is told something is told nothing more', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver)
  receiver.answerBy((_call, response) => {
    void removeEndpoint(server.app, id).then(() => response.writeHead(500).end())
  })
  await signUp(server)
  await sendAll(server)
  assert.equal(receiver.calls.length, 1)
  for (const table of ['webhook_endpoint', 'webhook_delivery'] as const) {
    assert.deepEqual(await server.app.db.selectFrom(table).select('id').execute(), [])
  }
  assert.deepEqual(
    server.log.filter((line) => line.includes('"level":"error"')),
    [],
  )
})

test('replay: one event, all since a time, all given up; with the id they had', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id: endpointId } = await hook(server, receiver, 'user.created')
  const replay = (which: Parameters<typeof replayDeliveries>[1]['which']) =>
    replayDeliveries(server.app, { endpointId, which })
  receiver.answer(400)
  await registerUnverified(server)
  for (let tries = 0; tries < 90; tries++) {
    server.clock.advance({ hours: 1 })
    await sendAll(server)
  }
  const [dead] = receiver.calls
  receiver.answer(200)
  const since = server.clock.now()
  await registerUnverified(server, 'ben')
  await sendAll(server)
  const ben = receiver.calls.at(-1)
  const again = async (which: Parameters<typeof replay>[0]) => {
    const before = receiver.calls.length
    const count = await replay(which)
    await sendAll(server)
    const ids = receiver.calls.slice(before).map(({ id }) => id)
    assert.equal(ids.length, count)
    return ids
  }
  assert.deepEqual(await again('dead'), [dead?.id])
  assert.deepEqual(await again('dead'), [])
  assert.deepEqual(await again({ eventId: ben?.id ?? '' }), [ben?.id])
  assert.deepEqual(await again({ since }), [ben?.id])
  assert.deepEqual(await again({ since: new Date(0) }), [dead?.id, ben?.id])
  assert.equal(receiver.calls.at(-1)?.body, ben?.body)
  const other = { endpointId: crypto.randomUUID(), which: 'dead' as const }
  assert.equal(await replayDeliveries(server.app, other), undefined)
})

test('an event that is handed out twice is one delivery, and of two that want to make its attempt one does', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver, 'user.created')
  await registerUnverified(server)
  const [payload] = await waitingIn(server.app, 'webhook_event')
  assert.ok(payload)
  const item = { id: '', topic: 'webhook_event', payload, createdAt: new Date(), attempts: 1, lastError: null } as const
  await Promise.all([handOutEvent(server.app, item), handOutEvent(server.app, item)])
  await server.settle()
  assert.equal((await deliveriesOf(server, id)).length, 1)
  const now = server.clock.now()
  const due = (await findNext(server.app.db, id, now)) ?? assert.fail()
  const until = new Date(now.getTime() + 60_000)
  const won = await Promise.all([1, 2, 3].map(() => beginAttempt(server.app.db, due, { now, until })))
  assert.deepEqual(won.toSorted(), [false, false, true])
  assert.equal(await findNext(server.app.db, id, now), undefined)
})

test('there are at most twenty endpoints', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  for (let i = 0; i < mostEndpoints; i++) await hook(server, receiver)
  const fields = { non_field_errors: ['There are 20 endpoints already.'] }
  await assert.rejects(
    hook(server, receiver),
    (error) => error instanceof Problem && isDeepStrictEqual(error.options.fields, fields),
  )
})

test('a stop breaks an attempt off, which does not count', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const { id } = await hook(server, receiver, 'user.created')
  await registerUnverified(server)
  await server.settle()
  const stop = new AbortController()
  receiver.answerBy(() => stop.abort())
  await sendWebhooks(server.app, stop.signal)
  await lanesEnded(server.app)
  const [delivery] = await deliveriesOf(server, id)
  assert.deepEqual([delivery?.state, delivery?.attempts], ['pending', 0])
  receiver.answer(200)
  await sendAll(server)
  assert.equal(receiver.calls.length, 2)
})
