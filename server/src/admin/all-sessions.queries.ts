import type { Page } from '../base/page.ts'
import type { Db } from '../platform/db/db.ts'

/** The living sessions of everybody or of one account, newest first: one more than the page holds, if there are so many. */
export async function listAllSessions(
  db: Db,
  { accountId, now, page: { limit, after } }: { accountId: string | undefined; now: Date; page: Page },
) {
  let query = db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .leftJoin('device', 'device.id', 'session.device_id')
    .select([
      'session.id',
      'session.account_id as accountId',
      'account.email',
      'account.username',
      'device.name as deviceName',
      'session.acr',
      'session.user_agent as userAgent',
      'session.ip',
      'session.created_at as createdAt',
      'session.last_seen_at as lastSeenAt',
      'session.expires_at as expiresAt',
    ])
    .where('session.revoked_at', 'is', null)
    .where('session.enrolment_digest', 'is', null)
    .where('session.expires_at', '>', now)
  if (accountId !== undefined) query = query.where('session.account_id', '=', accountId)
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('session.created_at', 'session.id'), '<', tuple(after.at, after.id)),
    )
  }
  return query
    .orderBy('session.created_at', 'desc')
    .orderBy('session.id', 'desc')
    .limit(limit + 1)
    .execute()
}
