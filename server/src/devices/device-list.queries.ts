import type { Page } from '../base/page.ts'
import type { Db } from '../platform/db/db.ts'

/** The session whose device is the one in hand. */
type Asker = { accountId: string; sessionId: string }

function selectDevices(db: Db, { accountId, sessionId }: Asker) {
  return db
    .selectFrom('device')
    .leftJoin('session', (join) => join.onRef('session.device_id', '=', 'device.id').on('session.id', '=', sessionId))
    .select([
      'device.id',
      'device.name',
      'device.user_agent as userAgent',
      'device.ip',
      'device.first_seen_at as firstSeenAt',
      'device.last_seen_at as lastSeenAt',
      'device.trusted_until as trustedUntil',
      'session.id as ownSessionId',
    ])
    .where('device.account_id', '=', accountId)
}

/**
 * The devices of an account, newest first.
 * @returns one more than the page holds, if there are so many
 */
export async function listDevices(db: Db, asker: Asker, { limit, after }: Page) {
  let query = selectDevices(db, asker)
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('device.first_seen_at', 'device.id'), '<', tuple(after.at, after.id)),
    )
  }
  return query
    .orderBy('device.first_seen_at', 'desc')
    .orderBy('device.id', 'desc')
    .limit(limit + 1)
    .execute()
}

export type ListedDevice = Awaited<ReturnType<typeof listDevices>>[number]

/** One device, if it is the asker's own. */
export async function findOwnDevice(db: Db, asker: Asker, id: string): Promise<ListedDevice | undefined> {
  return selectDevices(db, asker).where('device.id', '=', id).executeTakeFirst()
}
