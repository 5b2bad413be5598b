import type { Db } from '../platform/db/db.ts'
import type { Ended } from './sessions.queries.ts'

/** Ends a living session of the account; of simultaneous calls one gets it. */
export async function revokeOwnSession(
  db: Db,
  { id, accountId }: { id: string; accountId: string },
  end: { at: Date; reason: string },
): Promise<Ended[]> {
  return db
    .updateTable('session')
    .set({ revoked_at: end.at, revoked_reason: end.reason })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', end.at)
    .returning('id')
    .execute()
}

/** Ends the living sessions of one device. */
export async function revokeSessionsOn(
  db: Db,
  { deviceId, accountId }: { deviceId: string; accountId: string },
  end: { at: Date; reason: string },
): Promise<Ended[]> {
  return db
    .updateTable('session')
    .set({ revoked_at: end.at, revoked_reason: end.reason })
    .where('device_id', '=', deviceId)
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
}

/** Ends the oldest living sessions of an account, so that with the one to keep there are no more than so many. */
export async function revokeSurplusSessions(
  db: Db,
  of: { accountId: string; keep: string; most: number },
  end: { at: Date; reason: string },
): Promise<Ended[]> {
  const others = db
    .selectFrom('session')
    .select('id')
    .where('account_id', '=', of.accountId)
    .where('id', '<>', of.keep)
    .where('enrolment_digest', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', end.at)
  const newest = others
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(of.most - 1)
  return db
    .updateTable('session')
    .set({ revoked_at: end.at, revoked_reason: end.reason })
    .where('id', 'in', others)
    .where('id', 'not in', newest)
    .returning('id')
    .execute()
}
