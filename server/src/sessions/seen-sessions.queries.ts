import { type Db, isPostgres } from '../platform/db/db.ts'
import { fixedList } from '../platform/db/fixed-list.ts'

/** Sessions that are touched by one statement. */
export const touchBatch = 100

/**
 * Notes that living sessions were seen, but for those that were noted since `before`. Rows that somebody else is writing
 * are passed over, so that nobody waits for this.
 */
export async function touchSessions(db: Db, ids: readonly string[], { at, before }: { at: Date; before: Date }) {
  let stale = db
    .selectFrom('session')
    .select('id')
    .where('id', 'in', fixedList(ids, touchBatch))
    .where('last_seen_at', '<=', before)
    .where('revoked_at', 'is', null)
  if (isPostgres(db)) stale = stale.forNoKeyUpdate().skipLocked()
  return db
    .updateTable('session')
    .set({ last_seen_at: at })
    .where('id', 'in', stale)
    .returning(['id', 'device_id as deviceId', 'ip'])
    .execute()
}

/** Notes that a session is used from another address now. */
export async function moveSession(db: Db, id: string, ip: string): Promise<void> {
  await db.updateTable('session').set({ ip }).where('id', '=', id).execute()
}
