import type { Db } from '../platform/db/db.ts'

type Span = { readonly from: Date; readonly before: Date }

/** When the oldest of the sessions was opened that nobody has ended; many of them may have run out. */
export async function findOldestUnended(db: Db): Promise<Date | undefined> {
  const [oldest] = await db
    .selectFrom('session')
    .select('created_at as createdAt')
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .limit(1)
    .execute()
  return oldest?.createdAt
}

/** How many of the sessions that were opened in a span live; off an index that holds no ended ones. */
export async function countLivingOpened(db: Db, { from, before }: Span, now: Date): Promise<number> {
  const { living } = await db
    .selectFrom('session')
    .select((eb) => eb.fn.countAll<number>().as('living'))
    .where('revoked_at', 'is', null)
    .where('created_at', '>=', from)
    .where('created_at', '<', before)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return Number(living)
}

export async function hasSample(db: Db, hour: Date): Promise<boolean> {
  return (await db.selectFrom('session_sample').select('hour').where('hour', '=', hour).execute()).length > 0
}

/** Of processes that have counted at once the first one's number stays. */
export async function insertSample(db: Db, sample: { hour: Date; living: number }): Promise<void> {
  await db
    .insertInto('session_sample')
    .values(sample)
    .onConflict((oc) => oc.column('hour').doNothing())
    .execute()
}

/** Clears samples that are old, a small batch at a time. */
export async function deleteOldSamples(db: Db, before: Date, most: number): Promise<number> {
  const old = db.selectFrom('session_sample').select('hour').where('hour', '<', before).limit(most)
  const { numDeletedRows } = await db.deleteFrom('session_sample').where('hour', 'in', old).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
