import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { somebody } from '../actors.ts'
import { makeGate } from '../gate.ts'
import { startServer } from '../harness.ts'
import { startMailServer } from '../mail-server.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { makeCli, makeFolder } from './run-cli.ts'

/** A service whose mails leave by a server that can be away, and whose clock was not moved: the command has its own. */
async function start(t: TestContext) {
  const { port, received } = await startMailServer(t)
  const gate = await makeGate(t, port)
  const mail = { EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(gate.port) }
  const server = await startServer(t, mail)
  const register = async (): Promise<string> => {
    const person = somebody()
    assert.equal((await server.client().post('/api/auth/register/', person)).status, 201)
    return person.email
  }
  /** As if nobody had taken them for three days. */
  const giveUp = () =>
    server.app.db
      .updateTable('outbox')
      .set({ failed_at: server.app.now(), last_error: 'connect ECONNREFUSED' })
      .where('topic', '=', 'mail')
      .execute()
  return { server, gate, received, register, giveUp, cli: makeCli(storesOf(server)) }
}

test('outbox list: what waits, what was tried, what was given up, and nothing of what is in it', async (t) => {
  const { server, gate, register, giveUp, cli } = await start(t)
  await gate.shut()
  const empty = await cli(['outbox', 'list', '--json'])
  assert.deepEqual([empty.code, empty.json()], [0, { items: [], more: false }], empty.stderr)
  const email = await register()
  await server.settle()
  const [tried] = (await cli(['outbox', 'list', '--topic', 'mail', '--json'])).json().items
  assert.deepEqual([tried.topic, tried.attempts, tried.failed_at], ['mail', 1, null])
  assert.match(tried.last_error, /The mail was not taken/)
  assert.ok(['waiting', 'due'].includes(tried.state))
  assert.ok(Date.parse(tried.due_at) > Date.parse(tried.created_at))
  assert.deepEqual((await cli(['outbox', 'list', '--failed', '--json'])).json().items, [])

  await giveUp()
  await register()
  const { items } = (await cli(['outbox', 'list', '--topic', 'mail', '--json'])).json()
  assert.deepEqual(
    items.map(({ state }: { state: string }) => state),
    ['failed', 'due'],
  )
  const failed = await cli(['outbox', 'list', '--failed'])
  assert.match(failed.stdout, /^ID +TOPIC +STATE +TRIES +DUE OR GIVEN UP +LAST ERROR\n/)
  assert.match(failed.stdout, /mail +failed +1 .*ECONNREFUSED/)
  const one = await cli(['outbox', 'list', '--limit', '1'])
  assert.match(one.stderr, /There are more/)
  const everything = await cli(['outbox', 'list', '--json'])
  assert.ok(!everything.stdout.includes(email) && !/payload|token/.test(everything.stdout))
})

test('outbox retry: an item that was given up leaves, and it is recorded', async (t) => {
  const { server, gate, received, register, giveUp, cli } = await start(t)
  await gate.shut()
  const emails = [await register(), await register()]
  await server.settle()
  await giveUp()
  await gate.open()
  const ids = (await cli(['outbox', 'list', '--failed', '--json'])).json().items.map(({ id }: { id: string }) => id)
  const retried = await cli(['outbox', 'retry', ids[0], '--json'])
  assert.deepEqual([retried.code, retried.json()], [0, { retried: 1 }], retried.stderr)
  // Past what the clocks of two processes may differ by.
  server.clock.advance({ seconds: 5 })
  await server.settle()
  assert.equal(received.length, 1, 'that one alone')
  const again = await cli(['outbox', 'retry', ids[0], '--json'])
  assert.equal(again.code, 1, 'it is gone')
  assert.match(again.json().error, /Not all of them were given up/)

  assert.deepEqual((await cli(['outbox', 'retry', '--all', '--json'])).json(), { retried: 1 })
  server.clock.advance({ seconds: 5 })
  await server.settle()
  assert.deepEqual(received.map(({ to }) => to).toSorted(), emails.toSorted())
  assert.deepEqual((await cli(['outbox', 'retry', '--all', '--json'])).json(), { retried: 0 })
  assert.match((await cli(['outbox', 'retry', '--all'])).stdout, /Nothing was given up/)
  const events = server.app.db.selectFrom('audit_event').select('facts').where('name', '=', 'outbox.retried')
  assert.deepEqual(
    (await events.execute()).map(({ facts }) => facts),
    [{ items: 1 }, { items: 1 }],
  )
})

test('outbox retry: what waits by itself is left alone', async (t) => {
  const { server, gate, register, cli } = await start(t)
  await gate.shut()
  await register()
  await server.settle()
  const rows = () => server.app.db.selectFrom('outbox').select(['id', 'attempts', 'due_at']).execute()
  const before = await rows()
  const ids = [...before.map(({ id }) => id), randomUUID()]
  assert.equal((await cli(['outbox', 'retry', ...ids])).code, 1)
  assert.deepEqual((await cli(['outbox', 'retry', '--all', '--json'])).json(), { retried: 0 })
  assert.deepEqual(await rows(), before)
})

test('outbox: wrong usage', { skip: store !== 'sqlite' }, async (t) => {
  const cli = makeCli({ DATA_DIR: makeFolder(t) })
  const rows: [args: string[], said: RegExp][] = [
    [['outbox'], /retry/],
    [['outbox', 'retry'], /Name the ids of items, or --all/],
    [['outbox', 'retry', randomUUID(), '--all'], /Name the ids of items, or --all/],
    [['outbox', 'retry', 'everything'], /must be an id/],
    [['outbox', 'list', '--limit', 'x'], /whole number from 1/],
  ]
  for (const [args, said] of rows) {
    const { code, stderr, stdout } = await cli(args)
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, said)
  }
})
