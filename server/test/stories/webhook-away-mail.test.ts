import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startWorker } from '../../src/worker.ts'
import { registerUnverified } from '../actors.ts'
import { makeGate } from '../gate.ts'
import { startMailServer } from '../mail-server.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { until } from '../until.ts'
import { hook, startWithHooks } from '../webhooks.ts'

test('a mail server that hangs keeps no event from other services', async (t) => {
  const { port } = await startMailServer(t)
  const gate = await makeGate(t, port)
  const mail = { EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(gate.port) }
  const server = await startWithHooks(t, mail)
  const receiver = await startReceiver(t)
  await hook(server, receiver)
  // More than the outbox takes in hand at once.
  for (let i = 0; i < 25; i++) await registerUnverified(server)
  gate.freeze()
  const worker = startWorker(server.app)
  try {
    const started = performance.now()
    await until('25 events', () => receiver.calls.length >= 25 || undefined)
    assert.ok(performance.now() - started < 30_000, 'sooner than the mails in hand are given up, which takes a minute')
  } finally {
    await gate.shut()
    await worker.stop()
  }
})
