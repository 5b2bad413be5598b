import { sql } from 'kysely'
import type { Db } from '../platform/db/db.ts'

/** Counting more of them would cost more than the number is worth. */
export const mostCounted = 100_000

/** How many sessions live, counted no further than that. */
export async function countLiveSessions(db: Db, now: Date): Promise<number> {
  const live = db
    .selectFrom('session')
    .select(sql`1`.as('one'))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .limit(mostCounted)
  const { count } = await db
    .selectFrom(live.as('live'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** What was noted of how many sessions lived, for hours of a span. */
export async function listSamples(db: Db, { from, before }: { from: Date; before: Date }) {
  return db
    .selectFrom('session_sample')
    .select(['hour', 'living'])
    .where('hour', '>=', from)
    .where('hour', '<', before)
    .execute()
}
