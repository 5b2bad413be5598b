import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { startServer } from '../../test/harness.ts'
import { fillInParts, planOf } from '../../test/plan.ts'
import { type Db, isPostgres } from '../platform/db/db.ts'
import { type PeopleFilter, type Search, type SortWord, selectPeople } from './people.queries.ts'

const many = 100_000

/** Rows enough that reading them all would never be the plan; made by the database itself, for the plan is what is looked at. */
async function fill(t: TestContext): Promise<Db> {
  const { db } = (await startServer(t)).app
  const [id, at] = isPostgres(db)
    ? [sql`gen_random_uuid()`, sql`to_timestamp(1700000000 + n)`]
    : [sql`lower(printf('%08x-0000-4000-8000-%012x', n, n))`, sql`(1700000000 + n) * 1000`]
  await fillInParts(db, many, (numbers) =>
    sql`insert into account (id, email, email_key, username, username_key, display_name, locale, timezone, avatar_url,
      roles, is_active, email_verified_at, mfa_enabled, email_mfa_enabled, is_phone_verified, has_passkey, created_at, updated_at)
    select ${id}, 'p' || n || '@example.com', 'p' || n || '@example.com', 'p' || n, 'p' || n, '', 'en', 'UTC', '', '[]',
      ${sql.lit(true)}, ${at}, ${sql.lit(false)}, ${sql.lit(false)}, ${sql.lit(false)}, ${sql.lit(false)}, ${at}, ${at}
    from ${numbers}`.execute(db),
  )
  if (isPostgres(db)) await sql`analyze account`.execute(db)
  return db
}

const everybody: PeopleFilter = {
  search: undefined,
  role: undefined,
  state: undefined,
  hasFactor: undefined,
  createdFrom: undefined,
  createdBefore: undefined,
}
const id = '00000001-0000-4000-8000-000000000001'

function plansAsked(): [about: string, filter: PeopleFilter, by: SortWord, search?: Search][] {
  return [
    ['newest', everybody, 'created_at'],
    ['by address', everybody, 'email'],
    ['by username', everybody, 'username'],
    ['search', { ...everybody, search: { email: 'p123', username: 'p123' } }, 'created_at'],
    ['search by address', { ...everybody, search: { email: 'p123@', username: undefined } }, 'username'],
    ['search by id', { ...everybody, search: { id } }, 'created_at'],
    ['search by phone', { ...everybody, search: { phone: '+49' } }, 'created_at'],
    ['staff', { ...everybody, role: 'admin' }, 'created_at'],
    ['inactive', { ...everybody, state: 'inactive' }, 'created_at'],
    ['unverified', { ...everybody, state: 'unverified' }, 'created_at'],
    ['to be erased', { ...everybody, state: 'erasing' }, 'created_at'],
    ['with a factor', { ...everybody, hasFactor: true }, 'created_at'],
  ]
}

test('among a hundred thousand accounts every list and search goes by an index', async (t) => {
  const db = await fill(t)
  for (const [about, filter, by] of plansAsked()) {
    for (const after of [undefined, { key: by === 'created_at' ? new Date() : 'p5', id }]) {
      const query = selectPeople(db, filter, { order: { by, descending: by === 'created_at', after }, most: 51 })
      const plan = await planOf(db, query)
      // SQLite calls it a scan too when it walks along an index, which the limit ends after a page.
      assert.doesNotMatch(plan, /Seq Scan on account|SCAN account(?! USING)/, `${about}\n${plan}`)
      const sorts = /Sort|TEMP B-TREE FOR ORDER BY/.test(plan)
      if (filter === everybody) assert.equal(sorts, false, `${about} sorts all of them\n${plan}`)
    }
  }
  const { rows } = await sql<{ n: number }>`select count(*) as n from account`.execute(db)
  assert.equal(Number(rows[0]?.n), many)
})
