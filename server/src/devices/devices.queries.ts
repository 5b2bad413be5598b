import { type Db, isPostgres } from '../platform/db/db.ts'
import { fixedList } from '../platform/db/fixed-list.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'

export const findDeviceByToken = hotQuery((db, by: { accountId: string; tokenDigest: string }) =>
  db
    .selectFrom('device')
    .select('id')
    .where('account_id', '=', by.accountId)
    .where('token_digest', '=', by.tokenDigest),
)

export const insertDevice = hotInsert('device')

type SeenDevice = { accountId: string; tokenDigest: string; at: Date; ip: string; userAgent: string }

/** Notes that an account's device was seen, and gives its id; nothing when the account has no such device. */
export const touchDevice = hotQuery((db, seen: SeenDevice) =>
  db
    .updateTable('device')
    .set({ last_seen_at: seen.at, ip: seen.ip, user_agent: seen.userAgent })
    .where('account_id', '=', seen.accountId)
    .where('token_digest', '=', seen.tokenDigest)
    .returning('id'),
)

/** Whether an account was signed in on another device than this one. */
export async function hasOtherDevice(db: Db, accountId: string, id: string): Promise<boolean> {
  const other = await db
    .selectFrom('device')
    .select('id')
    .where('account_id', '=', accountId)
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}

/** Devices that are touched by one statement. */
export const touchBatch = 100

/** As `touchSessions`. */
export async function touchDevices(db: Db, ids: readonly string[], { at, before }: { at: Date; before: Date }) {
  let stale = db
    .selectFrom('device')
    .select('id')
    .where('id', 'in', fixedList(ids, touchBatch))
    .where('last_seen_at', '<=', before)
  if (isPostgres(db)) stale = stale.forNoKeyUpdate().skipLocked()
  return db.updateTable('device').set({ last_seen_at: at }).where('id', 'in', stale).returning(['id', 'ip']).execute()
}

/** Notes that a device is at another address now. */
export async function moveDevice(db: Db, id: string, ip: string): Promise<void> {
  await db.updateTable('device').set({ ip }).where('id', '=', id).execute()
}

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

/** Forgets every device of an account. */
export async function forgetDevices(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('device').where('account_id', '=', accountId).execute()
}

/** Forgets the devices that an account was first seen on since a moment. */
export async function forgetDevicesSince(db: Db, accountId: string, since: Date): Promise<void> {
  await db.deleteFrom('device').where('account_id', '=', accountId).where('first_seen_at', '>=', since).execute()
}

/** Until then the device is not asked for a second factor; null ends the trust. */
export async function trustDevice(db: Db, id: string, until: Date | null): Promise<void> {
  await db.updateTable('device').set({ trusted_until: until }).where('id', '=', id).execute()
}

export async function renameDevice(db: Db, id: string, name: string): Promise<void> {
  await db.updateTable('device').set({ name }).where('id', '=', id).execute()
}

/** Forgets a device of the account; of simultaneous calls one gets true. */
export async function deleteDevice(db: Db, { id, accountId }: { id: string; accountId: string }): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('device')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
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
