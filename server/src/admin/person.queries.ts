import type { Db } from '../platform/db/db.ts'

/** How the events about one account for other services stand; those that were delivered are gone. */
export async function countEventsOf(db: Db, accountId: string): Promise<{ waiting: number; failed: number }> {
  const { all, failed } = await db
    .selectFrom('outbox')
    .select((eb) => [eb.fn.countAll<number>().as('all'), eb.fn.count<number>('failed_at').as('failed')])
    .where('ordering_key', '=', `event:${accountId}`)
    .executeTakeFirstOrThrow()
  return { waiting: Number(all) - Number(failed), failed: Number(failed) }
}

/** The newest devices of an account. */
export async function listNewestDevices(db: Db, accountId: string, most: number) {
  return db
    .selectFrom('device')
    .select([
      'id',
      'name',
      'user_agent as userAgent',
      'ip',
      'first_seen_at as firstSeenAt',
      'last_seen_at as lastSeenAt',
      'trusted_until as trustedUntil',
    ])
    .where('account_id', '=', accountId)
    .orderBy('last_seen_at', 'desc')
    .limit(most)
    .execute()
}
