import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeEmptyPlace } from '../../../test/place.ts'
import { store } from '../../../test/store.ts'
import { until } from '../../../test/until.ts'
import { Problem } from '../../base/problem.ts'
import { asUnavailable } from './database-error.ts'
import { type Db, openDb } from './db.ts'
import { hotQuery } from './hot-query.ts'

const skip = store === 'sqlite' && 'SQLite reads at once, and has no connections'

/** Reads of a table of the test's own, in the manner of the hot path. */
const readNumber = hotQuery((db, { id }: { id: string }) =>
  db
    .selectFrom('number' as never)
    .select([sql<number>`n`.as('n'), sql<number>`pg_backend_pid()`.as('pid')])
    .where(sql`id::text`, '=', id),
)
const divide = hotQuery((db, { by }: { by: number }) =>
  db
    .selectFrom('number' as never)
    .select(sql<number>`1 / ${by}::int`.as('n'))
    .limit(1),
)
const sleep = hotQuery((db, { seconds }: { seconds: number }) =>
  db
    .selectFrom('number' as never)
    .select(sql<number>`pg_backend_pid()`.as('pid'))
    .where(sql`pg_sleep(${seconds})::text`, '=', '')
    .limit(1),
)

const sleepApart = hotQuery(
  (db, { seconds }: { seconds: number }) =>
    db
      .selectFrom('number' as never)
      .select(sql<number>`pg_backend_pid()`.as('pid'))
      .where(sql`pg_sleep(${seconds})::text`, '=', '')
      .limit(1),
  { mayTakeLong: true },
)
/** Of no table that a test locks. */
const readPid = hotQuery((db, { oid }: { oid: number }) =>
  db
    .selectFrom('pg_class' as never)
    .select(sql<number>`pg_backend_pid()`.as('pid'))
    .where(sql`oid::int`, '>', oid)
    .limit(1),
)

/** Of the process that answers shared reads. */
const pidOf = async (db: Db): Promise<number> => (await readPid(db, { oid: 0 }))[0]?.pid ?? 0

async function openNumbers(t: TestContext, poolSize: number): Promise<Db> {
  const place = await makeEmptyPlace()
  t.after(() => place.remove())
  const db = openDb({ engine: 'postgres', url: String(place.settings.DATABASE_URL), poolSize }, () => undefined)
  t.after(() => db.destroy())
  await sql`create table number (id int primary key, n int not null)`.execute(db)
  await sql`insert into number select i, i * i from generate_series(1, 200) i`.execute(db)
  return db
}

test('a hundred reads at once share one connection, and each gets its own answer', { skip }, async (t) => {
  const db = await openNumbers(t, 3)
  const ids = Array.from({ length: 100 }, (_, i) => i + 1)
  const rows = (await Promise.all(ids.map((id) => readNumber(db, { id: String(id) })))).flat()
  assert.deepEqual(
    rows.map(({ n }) => n),
    ids.map((id) => id * id),
  )
  assert.equal(new Set(rows.map(({ pid }) => pid)).size, 1)
})

test('a read that fails takes no other along', { skip }, async (t) => {
  const db = await openNumbers(t, 3)
  const asked = [1, 0, 1, 0, 1].map((by) => divide(db, { by }))
  const statuses = (await Promise.allSettled(asked)).map(({ status }) => status)
  assert.deepEqual(statuses, ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
})

test('a read sees what was committed before it, and in a transaction what that has written', { skip }, async (t) => {
  const db = await openNumbers(t, 3)
  const before = await readNumber(db, { id: '7' })
  await db.transaction().execute(async (tx) => {
    await sql`update number set n = 1 where id = 7`.execute(tx)
    const [inside] = await readNumber(tx as Db, { id: '7' })
    assert.equal(inside?.n, 1)
    assert.notEqual(inside?.pid, before[0]?.pid)
    assert.equal((await readNumber(db, { id: '7' }))[0]?.n, 49)
  })
  assert.equal((await readNumber(db, { id: '7' }))[0]?.n, 1)
})

test('a connection that is lost under reads: they are refused, and the next are answered by another', {
  skip,
}, async (t) => {
  const db = await openNumbers(t, 3)
  const [first] = await readNumber(db, { id: '1' })
  const lost = Promise.allSettled([sleep(db, { seconds: 20 }), ...['1', '2'].map((id) => readNumber(db, { id }))])
  await until('the reads to be under way', async () => {
    const { rows } =
      await sql`select 1 from pg_stat_activity where wait_event = 'PgSleep' and pid = ${first?.pid}`.execute(db)
    return rows[0]
  })
  await sql`select pg_terminate_backend(${first?.pid}, 5000)`.execute(db)
  assert.deepEqual(
    (await lost).map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  )
  for (let i = 1; i <= 20; i++) {
    const [row] = await readNumber(db, { id: String(i) })
    assert.equal(row?.n, i * i)
    assert.notEqual(row?.pid, first?.pid)
  }
})

test('where a write was refused since its server only reads, no read asks a connection from before that', {
  skip,
}, async (t) => {
  const db = await openNumbers(t, 3)
  const write = () =>
    db.transaction().execute(async (tx) => {
      await sql`set transaction read only`.execute(tx)
      await sql`update number set n = 0`.execute(tx)
    })
  const [first] = await readNumber(db, { id: '1' })
  await assert.rejects(write, { code: '25006' })
  const [second] = await readNumber(db, { id: '1' })
  assert.notEqual(second?.pid, first?.pid)
  // The same while one is under way, which is answered.
  const slow = sleep(db, { seconds: 0.3 })
  await assert.rejects(write, { code: '25006' })
  const [third] = await readNumber(db, { id: '1' })
  assert.equal((await slow)[0]?.pid, second?.pid)
  assert.notEqual(third?.pid, second?.pid)
  assert.equal((await readNumber(db, { id: '2' }))[0]?.pid, third?.pid)
})

test('a statement that could not be prepared takes those along that were sent behind it: not now', {
  skip,
}, async (t) => {
  const db = await openNumbers(t, 4)
  const pid = await pidOf(db)
  await db.transaction().execute(async (tx) => {
    await sql`lock table number in access exclusive mode`.execute(tx)
    const asked = Promise.allSettled(['1', '2', '3'].map((id) => readNumber(db, { id })))
    await until('the first to wait', async () => {
      const { rows } =
        await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and pid = ${pid}`.execute(db)
      return rows[0]
    })
    await sql`select pg_cancel_backend(${pid})`.execute(db)
    const refused = (await asked).map((one) => one.status === 'rejected' && asUnavailable(one.reason))
    assert.deepEqual(
      refused.map((problem) => problem instanceof Problem && problem.code),
      ['unavailable', 'unavailable', 'unavailable'],
    )
  })
  assert.notEqual((await readNumber(db, { id: '1' }))[0]?.pid, pid)
})

test('a statement whose result has become another one is prepared anew by another connection', { skip }, async (t) => {
  const db = await openNumbers(t, 3)
  await readNumber(db, { id: '1' })
  await sql`alter table number alter n type bigint`.execute(db)
  await assert.rejects(readNumber(db, { id: '2' }), { code: '0A000' })
  assert.equal((await readNumber(db, { id: '2' }))[0]?.n, 4)
})

test('a read that may take long has a connection of its own', { skip }, async (t) => {
  const db = await openNumbers(t, 3)
  const slow = sleepApart(db, { seconds: 0.3 })
  const pid = await pidOf(db)
  assert.notEqual((await slow)[0]?.pid, pid)
})

test('no connection is kept for them where there are few', { skip }, async (t) => {
  const db = await openNumbers(t, 1)
  const [row] = await readNumber(db, { id: '3' })
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  assert.equal(row?.pid, rows[0]?.pid)
})
