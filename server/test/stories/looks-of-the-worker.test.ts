import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CompiledQuery, sql } from 'kysely'
import { hasUnsealed } from '../../src/audit/seal.queries.ts'
import { hasDueEndpoint } from '../../src/events/endpoints.queries.ts'
import { hasDueItem } from '../../src/outbox/outbox.queries.ts'
import type { Db } from '../../src/platform/db/db.ts'
import { startWorker } from '../../src/worker.ts'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const onlyPostgres = store === 'sqlite' && 'SQLite reads at once'

/** What the worker looks for each second, with the table that may be large. */
const looks: readonly (readonly [table: string, look: (db: Db, now: Date) => Promise<boolean>])[] = [
  ['outbox', (db, now) => hasDueItem(db, 'events', now)],
  ['audit_event', (db) => hasUnsealed(db)],
  ['webhook_endpoint', hasDueEndpoint],
]

for (const [table, look] of looks) {
  test(`a look at ${table} that takes long keeps no request waiting`, { skip: onlyPostgres }, async (t) => {
    const server = await startServer(t)
    const { app } = server
    const ana = await signUp(server)
    let hasLooked = false
    let looking: Promise<unknown> | undefined
    await app.db.transaction().execute(async (tx) => {
      await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(tx)
      looking = Promise.allSettled([look(app.db, app.now())]).then(() => {
        hasLooked = true
      })
      await until('the look to wait', async () => {
        const { rows } = await sql`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(app.db)
        return rows[0]
      })
      assert.equal((await ana.profile()).status, 200)
      assert.equal(hasLooked, false)
    })
    await looking
  })
}

test('however often a service commits, the worker rests between looks that find nothing', async (t) => {
  const { app } = await startServer(t)
  let looks = 0
  const executeQuery = <R>(query: CompiledQuery<R>) => {
    if (query.sql.startsWith('select "id" from "outbox"')) looks += 1
    return app.db.executeQuery<R>(query)
  }
  const db = new Proxy(app.db, {
    get(target, name) {
      if (name === 'executeQuery') return executeQuery
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const worker = startWorker({ ...app, db })
  const begun = performance.now()
  for (let i = 0; i < 200; i++) await app.transaction(async () => undefined)
  await worker.stop()
  // Two lanes, each at once, every 50 ms from then on, and once a second in any case.
  const most = 2 * ((performance.now() - begun) * (1 / 50 + 1 / 1000) + 2)
  assert.ok(looks >= 2 && looks <= most, `${looks} looks of ${most}`)
})
