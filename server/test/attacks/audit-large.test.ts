import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { disarm, faultsOf, recordMany, sealAll, tamper, verify } from '../audit-log.ts'
import { startServer } from '../harness.ts'
import { store } from '../store.ts'

test('a log of 100,000 events verifies, and one byte in it is found', { skip: store !== 'sqlite' }, async (t) => {
  const { app } = await startServer(t)
  const accounts = Array.from({ length: 500 }, () => randomUUID())
  const timed = async <R>(what: string, act: () => Promise<R>): Promise<R> => {
    const started = performance.now()
    const result = await act()
    t.diagnostic(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
    return result
  }
  await recordMany(app, 'sign_in.succeeded', 60_000, accounts)
  await recordMany(app, 'sign_in.failed', 40_000, accounts)
  assert.equal(await timed('sealed', () => sealAll(app)), 100_000)
  const { findings, read } = await timed('verified', () => verify(app))
  assert.deepEqual([findings, read.main.upTo, read.brief.upTo], [[], 60_000, 40_000])
  await disarm(app)
  await tamper(
    app,
    `update audit_event set user_agent = replace(user_agent, 'Linux', 'Linuy') where chain = 'brief' and position = 31337`,
    `update audit_event set facts = replace(facts, 'pwd', 'pwe') where chain = 'main' and position = 54321`,
    `delete from audit_event where chain = 'main' and position = 12345`,
  )
  assert.deepEqual(await faultsOf(app), [
    'missing main:12345',
    'unlinked main:12346',
    'changed main:54321',
    'personal brief:31337',
  ])
})
