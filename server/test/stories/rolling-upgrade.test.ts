import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { onAnotherDevice, signUp } from '../actors.ts'
import { runChild, startChild } from '../child-service.ts'
import { statuses } from '../guess.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

test('a node goes on when a newer one has widened the schema under it, and does not start anew on that', async (t) => {
  const server = await startServer(t)
  const { db } = server.app
  const ana = await signUp(server)
  // What the next version's migration may do: see test/rules/migrations.test.ts.
  for (const table of ['account', 'session', 'audit_event', 'outbox']) {
    await sql`alter table ${sql.table(table)} add column of_the_next text`.execute(db)
  }
  await db.schema.createTable('thing_of_the_next').addColumn('id', 'text').execute()
  const step = sql`insert into kysely_migration (name, timestamp) values ('9999-next', '2030-01-01T00:00:00Z')`
  await step.execute(db)
  const answers = [await ana.profile(), await ana.renew(), await onAnotherDevice(server, ana).login()]
  assert.deepEqual(statuses(answers), [200, 200, 200], 'statements that were prepared before')
  assert.equal((await signUp(server, 'ben')).id.length, 36)
  assert.equal((await server.client().get('/readyz')).status, 200)
  const { code, said } = await runChild(t, storesOf(server))
  assert.equal(code, 1)
  assert.match(said, /newer than this version \(it has 9999-next\)/)
})

test('SHUTDOWN_DELAY: not ready at once, and served until the balancer has had time to see it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const child = await startChild(t, { ...storesOf(server), SHUTDOWN_DELAY: '4' })
  const client = child.client()
  assert.equal((await client.get('/readyz')).status, 200)
  const asked = performance.now()
  child.terminate()
  const left = await until('not ready', async () => {
    const answer = await client.get('/readyz')
    return answer.status === 503 ? answer : undefined
  })
  assert.deepEqual(left.body.checks, { process: 'closing' })
  assert.equal((await client.as(ana.access).get('/api/auth/profile/')).status, 200, 'who still comes is served')
  assert.equal(await child.ended, 0)
  assert.ok(performance.now() - asked >= 4000)
})
