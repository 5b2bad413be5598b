import type { Db } from '../platform/db/db.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'

export const findDeviceByToken = hotQuery((db, by: { accountId: string; tokenDigest: string }) =>
  db
    .selectFrom('device')
    .select('id')
    .where('account_id', '=', by.accountId)
    .where('token_digest', '=', by.tokenDigest),
)

export const insertDevice = hotInsert('device')

export const touchDevice = hotQuery((db, seen: { id: string; at: Date; ip: string; userAgent: string }) =>
  db
    .updateTable('device')
    .set({ last_seen_at: seen.at, ip: seen.ip, user_agent: seen.userAgent })
    .where('id', '=', seen.id),
)

/** Forgets the devices that were not seen for longest, beyond the number an account may have. */
export async function deleteSurplusDevices(db: Db, accountId: string, most: number): Promise<void> {
  const kept = db
    .selectFrom('device')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(most)
  await db.deleteFrom('device').where('account_id', '=', accountId).where('id', 'not in', kept).execute()
}

/** From now until then the device is not asked for a second factor. */
export async function trustDevice(db: Db, id: string, until: Date): Promise<void> {
  await db.updateTable('device').set({ trusted_until: until }).where('id', '=', id).execute()
}

/** Ends the trust in every device of an account. */
export async function distrustDevices(db: Db, accountId: string): Promise<void> {
  await db.updateTable('device').set({ trusted_until: null }).where('account_id', '=', accountId).execute()
}

export async function findTrust(db: Db, of: { accountId: string; tokenDigest: string }): Promise<Date | null> {
  const device = await db
    .selectFrom('device')
    .select('trusted_until as trustedUntil')
    .where('account_id', '=', of.accountId)
    .where('token_digest', '=', of.tokenDigest)
    .executeTakeFirst()
  return device?.trustedUntil ?? null
}
