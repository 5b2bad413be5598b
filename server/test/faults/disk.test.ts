import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { signUp, somebody } from '../actors.ts'
import { type ChildService, startChild } from '../child-service.ts'
import type { Answer, Client } from '../client.ts'
import { refusingPort } from '../gate.ts'
import { atOnce, statuses, tally } from '../guess.ts'
import { assertNothingHalf } from '../half-states.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'
import { long } from './scale.ts'

const onSqlite = store === 'sqlite' ? false : 'the file is of SQLite; PostgreSQL looks after its own disk'
const canLimit = spawnSync('prlimit', ['--version']).status === 0
const limited = { skip: onSqlite || (canLimit ? false : 'no program prlimit, which bounds a process that runs') }

const register = (client: Client): Promise<Answer> => client.post('/api/auth/register/', somebody())

function assertUnavailable({ status, body, headers }: Answer): void {
  assert.deepEqual([status, body.error], [503, 'unavailable'])
  assert.ok(Number(headers.get('retry-after')) > 0)
}

/** The most bytes that a file of the service may have; undefined for as many as there are. */
function limitFiles({ pid }: ChildService, bytes: number | undefined): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes ?? 'unlimited'}:`])
}

/** No more pages than there are, in the writer's own words: SQLite then answers as on a full disk. */
async function limitPages({ app }: TestServer, pages: number): Promise<void> {
  await app.db.transaction().execute((tx) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(tx))
}

test('no room for another page: 503 and nothing half, readers go on; all is well when there is room', {
  skip: onSqlite,
}, async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await limitPages(server, 1)
  await until('a full file', async () => ((await register(server.client())).status === 503 ? true : undefined))
  for (const answer of await atOnce(20, () => register(server.client()))) assertUnavailable(answer)
  assert.deepEqual(statuses([await ana.profile(), await server.client().get('/healthz')]), [200, 200])
  await limitPages(server, 1_000_000)
  assert.deepEqual(tally(await atOnce(10, () => register(server.client()))), { 201: 10 })
  assert.deepEqual(statuses([await ana.renew(), await ana.login()]), [200, 200])
  await assertNothingHalf(server)
})

test(
  'a file that may not grow, of a service that runs: 503, never 401 or 500, nothing half, and it recovers',
  limited,
  async (t) => {
    const server = await startServer(t)
    const ana = await signUp(server)
    const settings = { ...storesOf(server), EMAIL_BACKEND: 'smtp', EMAIL_PORT: String(await refusingPort(t)) }
    const child = await startChild(t, settings)
    const log = join(server.app.config.dataDir, 'kalosphere.db-wal')
    const made: string[] = []
    for (let round = 0; round < (long ? 20 : 2); round++) {
      limitFiles(child, statSync(log).size + 1_000_000)
      let refused = 0
      const lane = async (): Promise<void> => {
        while (refused < 30) {
          const person = somebody()
          const answer = await child.client().post('/api/auth/register/', person)
          if (answer.status === 201) made.push(person.email)
          else refused += 1
          if (answer.status !== 201) assertUnavailable(answer)
        }
      }
      await Promise.all(Array.from({ length: 6 }, lane))
      // Where an account found no room, the few bytes of a refresh may have.
      limitFiles(child, 4096)
      assertUnavailable(await child.client().post('/api/auth/refresh/', { refresh: ana.refresh }))
      assert.equal((await child.client().as(ana.access).get('/api/auth/profile/')).status, 200)
      assert.equal((await child.client().get('/healthz')).status, 200)
      limitFiles(child, undefined)
      await until('room', async () => ((await register(child.client())).status === 201 ? true : undefined))
      const renewed = await child.client().post('/api/auth/refresh/', { refresh: ana.refresh })
      assert.equal(renewed.status, 200, 'nobody was signed out')
      ana.refresh = renewed.body.refresh
      ana.access = renewed.body.access
    }
    await child.kill()
    server.clock.advance({ hours: 1 })
    await assertNothingHalf(server)
    const rows = await server.app.db.selectFrom('account').select('email').execute()
    const kept = new Set(rows.map(({ email }) => email))
    assert.deepEqual(
      made.filter((email) => !kept.has(email)),
      [],
      'what was acknowledged is there',
    )
    const [check] = (await sql<{ integrity_check: string }>`pragma integrity_check`.execute(server.app.db)).rows
    assert.equal(check?.integrity_check, 'ok')
    assert.ok(made.length > 0, 'some went in before it was full')
    t.diagnostic(`${made.length} accounts made between full disks, none lost`)
  },
)
