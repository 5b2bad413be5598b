import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { signUp, somebody } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import type { Answer } from '../client.ts'
import { makeGate } from '../gate.ts'
import { atOnce, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const onSqlite = { skip: store === 'sqlite' ? false : 'this store is no SQLite' }
const onPostgres = { skip: store === 'sqlite' ? 'this store is no PostgreSQL' : false }

/** Takes the write lock of the database file, as another process would. @returns the way to let go */
function lockFile(t: TestContext, { app }: TestServer): () => void {
  const { database } = app.config
  assert.equal(database.engine, 'sqlite')
  const other = new DatabaseSync(database.file)
  other.exec('BEGIN IMMEDIATE')
  atEnd(t, () => other.close())
  return () => other.exec('COMMIT')
}

function register(server: TestServer): Promise<Answer> {
  return server.client().post('/api/auth/register/', somebody())
}

function assertUnavailable(answer: Answer): void {
  assert.equal(answer.status, 503, answer.text)
  assert.equal(answer.body.error, 'unavailable')
  assert.ok(Number(answer.headers.get('retry-after')) > 0)
}

test(
  'database locked by another process: writers wait, then 503 with Retry-After; readers go on',
  onSqlite,
  async (t) => {
    const server = await startServer(t)
    const ana = await signUp(server)
    const letGo = lockFile(t, server)
    const started = performance.now()
    const answers = atOnce(5, () => register(server))
    assert.deepEqual(statuses([await ana.profile(), await server.client().get('/healthz')]), [200, 200])
    for (const answer of await answers) assertUnavailable(answer)
    const took = performance.now() - started
    assert.ok(took > 4000 && took < 20_000, `${took} ms: five seconds, which all wait together`)
    letGo()
    assert.equal((await register(server)).status, 201, 'and all is well afterwards')
  },
)

test('database locked for a moment: the request waits and succeeds', onSqlite, async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const letGo = lockFile(t, server)
  const answers = atOnce(20, () => register(server))
  for (let i = 0; i < 10; i++) assert.equal((await ana.profile()).status, 200)
  letGo()
  assert.deepEqual(tally(await answers), { 201: 20 })
})

test('PostgreSQL away: 503 and /readyz 503, /healthz 200; all is well when it is back', onPostgres, async (t) => {
  const first = await startServer(t)
  const url = new URL(String(storesOf(first).DATABASE_URL))
  const gate = await makeGate(t, Number(url.port))
  url.port = String(gate.port)
  const server = await startServer(t, { ...storesOf(first), DATABASE_URL: url.href })
  const ana = await signUp(server)
  const under = atOnce(10, () => register(server))
  await gate.shut()
  for (const answer of await under) if (answer.status !== 201) assertUnavailable(answer)

  const answers = [await register(server), await ana.profile(), await ana.renew(), await ana.login()]
  for (const answer of answers) assertUnavailable(answer)
  assert.deepEqual(statuses([await server.client().get('/healthz')]), [200])
  const ready = await server.client().get('/readyz')
  assert.deepEqual([ready.status, ready.body.checks], [503, { database: 'away' }])

  await gate.open()
  await until('readiness', async () => ((await server.client().get('/readyz')).status === 200 ? true : undefined))
  assert.deepEqual(statuses([await ana.profile(), await ana.renew(), await register(server)]), [200, 200, 201])
})
