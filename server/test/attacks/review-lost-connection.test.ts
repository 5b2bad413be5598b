import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { Problem } from '../../src/base/problem.ts'
import type { App } from '../../src/platform/app.ts'
import { asUnavailable } from '../../src/platform/db/database-error.ts'
import type { Db } from '../../src/platform/db/db.ts'
import { startServer } from '../harness.ts'
import { store } from '../store.ts'

const skip = store === 'sqlite' && 'SQLite has no connections to lose'

async function pidOf(db: Db): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]?.pid ?? 0
}

/** Ends another connection of this database, as a restart or a fail-over does, and waits until it is gone. */
async function terminate(app: App, pid: number): Promise<void> {
  await sql`select pg_terminate_backend(${pid}, 5000)`.execute(app.db)
}

function isUnavailable(error: unknown): boolean {
  const known = asUnavailable(error)
  return known instanceof Problem && known.code === 'unavailable'
}

test('a connection lost between two statements of a transaction: a defined refusal, and the process lives', {
  skip,
}, async (t) => {
  const { app } = await startServer(t, { DB_POOL_SIZE: '2' })
  const act = app.transaction(async (tx) => {
    await terminate(app, await pidOf(tx))
    await pidOf(tx)
  })
  await assert.rejects(act, isUnavailable)
  for (let i = 0; i < 4; i++) assert.ok(await pidOf(app.db))
})

test('a connection lost while it answers: a defined refusal, and the process lives', { skip }, async (t) => {
  const { app } = await startServer(t, { DB_POOL_SIZE: '2' })
  const act = app.transaction(async (tx) => {
    const pid = await pidOf(tx)
    await Promise.all([sql`select pg_sleep(10)`.execute(tx), terminate(app, pid)])
  })
  await assert.rejects(act, isUnavailable)
  for (let i = 0; i < 4; i++) assert.ok(await pidOf(app.db))
})

test('a fault of a statement costs no connection', { skip }, async (t) => {
  const { app } = await startServer(t, { DB_POOL_SIZE: '1' })
  const before = await pidOf(app.db)
  await assert.rejects(app.transaction((tx) => sql`select 1 / 0`.execute(tx)))
  assert.equal(await pidOf(app.db), before)
})
