import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { signUp } from '../actors.ts'
import { runChild, startChild } from '../child-service.ts'
import { signIn } from '../guess.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'

test('SIGTERM ends a service of several processes, all of them, within the grace', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const child = await startChild(t, { ...storesOf(server), WEB_CONCURRENCY: '2' })
  assert.equal((await signIn(child.client(), ana.email, ana.password)).status, 200)
  child.terminate()
  assert.equal(await Promise.race([child.ended, pause(30_000, 'not ended', { ref: false })]), 0)
  await assert.rejects(fetch(`${child.origin}/healthz`))
})

test('a setting that only shows itself wrong when it is used stops the start with a sentence', async (t) => {
  for (const workers of ['1', '2']) {
    const { code, said } = await runChild(t, {
      WEB_CONCURRENCY: workers,
      EMAIL_BACKEND: 'smtp',
      DEFAULT_FROM_EMAIL: 'nobody',
      LOG_LEVEL: 'silent',
    })
    assert.equal(code, 1)
    assert.equal(said, 'The service does not start: Not one sender address: "nobody"\n')
  }
})
