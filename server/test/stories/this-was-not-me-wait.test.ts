import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Db } from '../../src/platform/db/db.ts'
import { saveFreeze } from '../../src/protection/freeze.queries.ts'
import { holdAccount } from '../../src/sessions/sessions.queries.ts'
import type { Answer } from '../client.ts'
import { startServer } from '../harness.ts'
import { passkeyLogin, signUpWithKey } from '../passkey.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const onPostgres = { skip: store === 'sqlite' ? 'of two that write one waits before it has read anything' : false }

/** Another connection that waits for what this one holds, if there is one. */
async function findWaiting(db: Db, pid: number): Promise<unknown> {
  const { rows } = await sql`select pid from pg_stat_activity where ${pid}::int = any(pg_blocking_pids(pid))`.execute(
    db,
  )
  return rows[0]
}

test('a sign-in that waited for the freeze is refused by it', onPostgres, async (t) => {
  const server = await startServer(t)
  const { db } = server.app
  const { actor: ana, key } = await signUpWithKey(server)
  server.clock.advance({ minutes: 10 })
  const signingIn = await db.transaction().execute(async (tx): Promise<{ answer: Promise<Answer> }> => {
    await holdAccount(tx, ana.id)
    await saveFreeze(tx, ana.id, server.app.now())
    const [own] = (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)).rows
    const answer = passkeyLogin(server.client(), key)
    await until('a sign-in that waits', () => findWaiting(db, own?.pid ?? assert.fail()))
    return { answer }
  })
  const answer = await signingIn.answer
  assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'])
  const sessions = await db.selectFrom('session').select('id').where('account_id', '=', ana.id).execute()
  assert.equal(sessions.length, 1, 'that of the sign-up')
})
