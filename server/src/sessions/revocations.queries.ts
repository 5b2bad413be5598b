import type { Db } from '../platform/db/db.ts'

/** A session that was ended, and when. */
export type Revoked = { id: string; at: Date }

/** Sessions that were ended after a moment, in that order. */
export async function listRevokedSince(db: Db, since: Date): Promise<Revoked[]> {
  const rows = await db
    .selectFrom('session')
    .select(['id', 'revoked_at as at'])
    .where('revoked_at', '>', since)
    .orderBy('revoked_at')
    .orderBy('id')
    .execute()
  return rows.flatMap(({ id, at }) => (at === null ? [] : [{ id, at }]))
}
