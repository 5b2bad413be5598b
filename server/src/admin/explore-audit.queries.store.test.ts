import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { startServer } from '../../test/harness.ts'
import { fillInParts, planOf } from '../../test/plan.ts'
import { isPostgres } from '../platform/db/db.ts'
import { selectEvents } from './explore-audit.queries.ts'

const many = 100_000

test('among a hundred thousand events every page of the log goes by an index, without sorting them', async (t) => {
  const { db } = (await startServer(t)).app
  const [id, at] = isPostgres(db)
    ? [sql`gen_random_uuid()`, sql`to_timestamp(1700000000 + n)`]
    : [sql`lower(printf('%08x-0000-4000-8000-%012x', n, n))`, sql`(1700000000 + n) * 1000`]
  await fillInParts(db, many, (numbers) =>
    sql`insert into audit_event (id, at, name, account_id, ip, user_agent, request_id, facts)
      select ${id}, ${at}, 'event.' || (n % 20), ${id}, '', '', '', '{}' from ${numbers}`.execute(db),
  )
  if (isPostgres(db)) await sql`analyze audit_event`.execute(db)
  const all = { event: undefined, accountId: undefined, from: undefined, before: undefined }
  const someone = '00000001-0000-4000-8000-000000000001'
  for (const after of [undefined, { at: new Date(1_700_050_000_000), id: someone }]) {
    for (const [about, filter] of [
      ['everything', all],
      ['one event', { ...all, event: 'event.7' }],
      ['one account', { ...all, accountId: someone }],
      ['a span', { ...all, from: new Date(1_700_010_000_000), before: new Date(1_700_020_000_000) }],
    ] as const) {
      const plan = await planOf(db, selectEvents(db, filter, { limit: 50, after }))
      assert.doesNotMatch(plan, /Seq Scan|SCAN audit_event(?! USING)/, `${about}\n${plan}`)
      // What one account has done is little enough to be sorted.
      if (about !== 'one account') assert.doesNotMatch(plan, /Sort|TEMP B-TREE/, `${about}\n${plan}`)
    }
  }
})
