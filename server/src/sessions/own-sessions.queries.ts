import type { Db } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
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

type Surplus = {
  readonly accountId: string
  readonly keep: string
  /** How many may live beside the one to keep. */
  readonly others: number
  readonly at: Date
  readonly reason: string
}

/** Ends the oldest living sessions of an account. */
export const revokeSurplusSessions = hotQuery<Surplus, Ended>((db, { accountId, keep, others, at, reason }) => {
  const surplus = db
    .selectFrom('session')
    .select('id')
    .where('account_id', '=', accountId)
    .where('id', '<>', keep)
    .where('enrolment_digest', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    // SQLite has no offset without a limit.
    .limit(2 ** 31)
    .offset(others)
  return db
    .updateTable('session')
    .set({ revoked_at: at, revoked_reason: reason })
    .where('id', 'in', surplus)
    .where('revoked_at', 'is', null)
    .returning('id')
})
