import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soonMs } from '../../../scripts/testing/soon.ts'
import { somebody } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { makeGate } from '../gate.ts'
import { startServer } from '../harness.ts'
import { startMailServer } from '../mail-server.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

function mailBy(port: number): Record<string, string> {
  return { EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(port) }
}

test('POST register/ while the mail server is away: 201, and the mail goes out once when it is back', async (t) => {
  const { port, received } = await startMailServer(t)
  const gate = await makeGate(t, port)
  await gate.shut()
  const server = await startServer(t, mailBy(gate.port))
  const person = somebody()
  assert.equal((await server.client().post('/api/auth/register/', person)).status, 201)
  for (let tries = 0; tries < 5; tries++) {
    await server.settle()
    server.clock.advance({ minutes: 5 })
  }
  assert.deepEqual(received, [])
  await gate.open()
  await server.settle()
  server.clock.advance({ days: 1 })
  await server.settle()
  assert.deepEqual(
    received.map(({ to }) => to),
    [person.email],
  )
})

test('POST register/: a mail that cannot leave for three days is given up, and the account stays', async (t) => {
  const gate = await makeGate(t, 9)
  await gate.shut()
  const server = await startServer(t, mailBy(gate.port))
  const person = somebody()
  assert.equal((await server.client().post('/api/auth/register/', person)).status, 201)
  for (let hours = 0; hours < 76; hours++) {
    await server.settle()
    server.clock.advance({ hours: 1, minutes: 20 })
  }
  const rows = await server.app.db.selectFrom('outbox').select('failed_at').where('topic', '=', 'mail').execute()
  assert.equal(rows.length, 1)
  assert.ok(rows[0]?.failed_at)
  assert.equal((await server.client().post('/api/auth/resend-verification/', { email: person.email })).status, 200)
})

test('the running service tries again by itself: 201 at once while mail is away, one mail soon after it is back', async (t) => {
  const { port, received } = await startMailServer(t)
  const gate = await makeGate(t, port)
  await gate.shut()
  const server = await startServer(t)
  const child = await startChild(t, { ...storesOf(server), ...mailBy(gate.port) })
  const person = somebody()
  const started = performance.now()
  assert.equal((await child.client().post('/api/auth/register/', person)).status, 201)
  assert.ok(performance.now() - started < soonMs, 'no request waits for a mail server')
  const postponed = server.app.db.selectFrom('outbox').select('id').where('last_error', 'is not', null)
  await until('a first failed try', async () => await postponed.executeTakeFirst())
  await gate.open()
  await until('the mail', () => received.find(({ to }) => to === person.email))
  await until('an empty outbox', async () => {
    const left = await server.app.db.selectFrom('outbox').select('id').where('topic', '=', 'mail').execute()
    return left.length === 0 || undefined
  })
  assert.equal(received.length, 1)
  await child.kill()
})

test('a mail server that hangs keeps no request waiting', async (t) => {
  const { port } = await startMailServer(t)
  const gate = await makeGate(t, port)
  gate.freeze()
  const server = await startServer(t)
  const child = await startChild(t, { ...storesOf(server), ...mailBy(gate.port) })
  for (let i = 0; i < 10; i++) {
    const started = performance.now()
    assert.equal((await child.client().post('/api/auth/register/', somebody())).status, 201)
    assert.ok(performance.now() - started < soonMs, 'its greeting alone is waited for ten seconds')
  }
  await child.kill()
})
