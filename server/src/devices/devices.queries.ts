import type { Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

export async function findDeviceByToken(db: Db, accountId: string, tokenDigest: string) {
  return db
    .selectFrom('device')
    .select(['id'])
    .where('account_id', '=', accountId)
    .where('token_digest', '=', tokenDigest)
    .executeTakeFirst()
}

export async function insertDevice(db: Db, device: Insertable<Schema['device']>): Promise<void> {
  await db.insertInto('device').values(device).execute()
}

export async function touchDevice(
  db: Db,
  id: string,
  seen: { at: Date; ip: string; userAgent: string },
): Promise<void> {
  await db
    .updateTable('device')
    .set({ last_seen_at: seen.at, ip: seen.ip, user_agent: seen.userAgent })
    .where('id', '=', id)
    .execute()
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

export async function deleteDevicesOf(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('device').where('account_id', '=', accountId).execute()
}
