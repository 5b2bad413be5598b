import type { Page } from '../base/page.ts'
import type { Db } from '../platform/db/db.ts'

/**
 * The living sessions of an account, newest first, with the name of the device each is on: one more than the page holds,
 * if there are so many.
 */
export function selectLiveSessions(db: Db, accountId: string, { now, page }: { now: Date; page: Page }) {
  const { limit, after } = page
  let query = db
    .selectFrom('session')
    .leftJoin('device', 'device.id', 'session.device_id')
    .select([
      'session.id',
      'session.device_id as deviceId',
      'device.name as deviceName',
      'session.user_agent as userAgent',
      'session.ip',
      'session.created_at as createdAt',
      'session.last_seen_at as lastSeenAt',
      'session.expires_at as expiresAt',
    ])
    .where('session.account_id', '=', accountId)
    .where('session.revoked_at', 'is', null)
    .where('session.enrolment_digest', 'is', null)
    .where('session.expires_at', '>', now)
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('session.created_at', 'session.id'), '<', tuple(after.at, after.id)),
    )
  }
  return query
    .orderBy('session.created_at', 'desc')
    .orderBy('session.id', 'desc')
    .limit(limit + 1)
}

export async function listLiveSessions(db: Db, accountId: string, of: { now: Date; page: Page }) {
  return selectLiveSessions(db, accountId, of).execute()
}

export type ListedSession = Awaited<ReturnType<typeof listLiveSessions>>[number]
