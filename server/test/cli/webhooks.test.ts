import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { registerUnverified } from '../actors.ts'
import { storesOf } from '../same-stores.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { store } from '../store.ts'
import { localHooks, sendAll, startWithHooks, statusOf } from '../webhooks.ts'
import { makeCli, makeFolder } from './run-cli.ts'

/** A receiver that is registered by the command line, and the way to run more commands. */
async function start(t: TestContext) {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const cli = makeCli({ ...storesOf(server), ...localHooks })
  const run = async (...args: string[]) => {
    const ended = await cli(['webhooks', ...args, '--json'])
    assert.deepEqual([ended.code, ended.stderr], [0, ''], args.join(' '))
    return ended.json()
  }
  const { id, secret } = await run('add', receiver.url, '--events', 'user.created, user.deleted')
  return { server, receiver, cli, run, id, secret }
}

test('webhooks: add, list, show, test', async (t) => {
  const { receiver, run, id, secret } = await start(t)
  assert.match(secret, /^whsec_/)
  const [listed] = (await run('list')).webhooks
  const { created_at, ...described } = listed
  assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000)
  assert.deepEqual(described, {
    id,
    url: receiver.url,
    events: ['user.created', 'user.deleted'],
    status: 'active',
    failing_since: null,
    rests_until: null,
    old_secret_until: null,
    deliveries: { pending: 0, delivered: 0, dead: 0 },
  })
  assert.deepEqual(await run('show', id), listed)

  assert.deepEqual(await run('test', id), { id, status: 204 })
  const [probe] = receiver.calls
  const told = new Webhook(secret).verify(probe?.body ?? '', probe?.headers as Record<string, string>)
  assert.deepEqual((told as { event_type: string; payload: object }).payload, { endpoint_id: id })
})

test('webhooks: deliveries, pause, resume, rotate-secret, replay, remove', async (t) => {
  const { server, receiver, run, id, secret } = await start(t)
  await registerUnverified(server)
  await sendAll(server)
  const { deliveries, more } = await run('deliveries', id)
  const [{ event_id, ...delivery }] = deliveries
  assert.equal(receiver.calls[0]?.id, event_id)
  assert.deepEqual(
    [deliveries.length, more, delivery.event_type, delivery.state],
    [1, false, 'user.created', 'delivered'],
  )
  assert.deepEqual(
    [delivery.attempts, delivery.due_at, delivery.last_status, delivery.last_error],
    [1, null, 204, null],
  )
  assert.deepEqual((await run('deliveries', id, '--state', 'dead')).deliveries, [])

  assert.deepEqual(await run('pause', id), { id, paused: true })
  assert.equal(await statusOf(server, id), 'paused')
  assert.deepEqual(await run('resume', id), { id, resumed: true })
  const rotated = await run('rotate-secret', id)
  assert.notEqual(rotated.secret, secret)
  assert.ok(Math.abs(Date.parse(rotated.old_secret_until) - Date.now() - 86_400_000) < 60_000)
  assert.equal((await run('rotate-secret', id, '--drop-old')).old_secret_until, null)

  assert.deepEqual(await run('replay', id, '--dead'), { id, replayed: 0 })
  assert.deepEqual(await run('replay', id, '--event', event_id), { id, replayed: 1 })
  assert.deepEqual(await run('replay', id, '--since', '2020-01-01T00:00:00+01:00'), { id, replayed: 1 })
  server.clock.advance({ seconds: 5 })
  await sendAll(server)
  assert.equal(receiver.calls.at(-1)?.id, event_id)
  assert.equal(receiver.calls.length, 2)

  assert.deepEqual(await run('remove', id), { id, removed: true })
  assert.deepEqual(await run('list'), { webhooks: [] })
  const recorded = await server.app.db
    .selectFrom('audit_event')
    .select(['name', 'facts'])
    .where('name', 'like', 'webhook.%')
    .orderBy('at')
    .execute()
  const added = { endpointId: id, host: new URL(receiver.url).host }
  assert.deepEqual(
    recorded.map(({ name }) => name.slice('webhook.'.length)),
    ['added', 'paused', 'resumed', 'secret_rotated', 'secret_rotated', 'replayed', 'replayed', 'removed'],
  )
  assert.deepEqual(recorded[0]?.facts, added)
})

test('webhooks: for people, and what cannot be done', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const cli = makeCli({ ...storesOf(server), ...localHooks })
  const added = await cli(['webhooks', 'add', receiver.url])
  assert.match(added.stdout, /^Endpoint: [0-9a-f-]{36}\nSecret: {3}whsec_\S{44}\n$/)
  const id = /[0-9a-f-]{36}/.exec(added.stdout)?.[0] ?? ''
  const list = await cli(['webhooks', 'list'])
  assert.match(list.stdout, /^ID +STATUS +PENDING +DELIVERED +DEAD +EVENTS +URL\n.* active +0 +0 +0 +all +http:/)
  assert.match((await cli(['webhooks', 'show', id])).stdout, /\nstatus +active\n/)
  const nobody = randomUUID()
  receiver.answer(500)
  const rows: [args: string[], said: RegExp][] = [
    [['test', id], /It answered 500\./],
    [['resume', id], /It is at work already/],
    [['replay', id, '--event', nobody], /not sent to it, or is not kept/],
    [['add', 'http://example.com/'], /url: An address must begin with https/],
    [['add', 'https://127.0.0.2/'], /url: It lies at an address that is not called/],
    ...['show', 'pause', 'rotate-secret'].map((command): [string[], RegExp] => [
      [command, nobody],
      /There is no endpoint with the id/,
    ]),
    [['replay', nobody, '--dead'], /There is no endpoint with the id/],
  ]
  for (const [args, said] of rows) {
    const { code, stderr } = await cli(['webhooks', ...args])
    assert.equal(code, 1, args.join(' '))
    assert.match(stderr, said, args.join(' '))
  }
  await cli(['webhooks', 'pause', id])
  assert.match((await cli(['webhooks', 'pause', id])).stderr, /It is stopped already/)
})

test('webhooks: wrong usage', { skip: store !== 'sqlite' }, async (t) => {
  const cli = makeCli({ DATA_DIR: makeFolder(t) })
  const id = randomUUID()
  const rows: [args: string[], said: RegExp][] = [
    [[], /rotate-secret/],
    [['show', 'everything'], /must be an id/],
    [['add', 'https://example.com/', '--events', 'user.created,user.born'], /There is no event "user\.born"/],
    [['deliveries', id, '--state', 'lost'], /pending, delivered, dead/],
    [['replay', id], /Name one of --event, --since and --dead/],
    [['replay', id, '--dead', '--event', id], /Name one of/],
    [['replay', id, '--since', 'yesterday'], /a time such as/],
    [['replay', id, '--since', '2030-01-31T12:00:00'], /a time such as/],
  ]
  const ended = await Promise.all(rows.map(([args]) => cli(['webhooks', ...args])))
  for (const [at, [args, said]] of rows.entries()) {
    assert.deepEqual([ended[at]?.code, ended[at]?.stdout], [2, ''], args.join(' '))
    assert.match(ended[at]?.stderr ?? '', said)
  }
})
