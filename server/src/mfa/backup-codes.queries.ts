import type { Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

export async function insertBackupCodes(db: Db, codes: Insertable<Schema['backup_code']>[]): Promise<void> {
  await db.insertInto('backup_code').values(codes).execute()
}

export async function deleteBackupCodes(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('backup_code').where('account_id', '=', accountId).execute()
}

/** Ends a set of codes that an account got since a moment; false when its set is older, or it has none. */
export async function deleteBackupCodesSince(db: Db, accountId: string, since: Date): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('backup_code')
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** What is stored of the codes that an account has left. */
export async function listUnusedDigests(db: Db, accountId: string): Promise<{ digest: string }[]> {
  return db
    .selectFrom('backup_code')
    .select('digest')
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute()
}

/** Uses one code up: of simultaneous calls one gets true. */
export async function useBackupCode(
  db: Db,
  accountId: string,
  digests: readonly string[],
  now: Date,
): Promise<boolean> {
  if (digests.length === 0) return false
  const { numUpdatedRows } = await db
    .updateTable('backup_code')
    .set({ used_at: now })
    .where('account_id', '=', accountId)
    .where('digest', 'in', digests)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function countBackupCodes(db: Db, accountId: string): Promise<number> {
  const { left } = await db
    .selectFrom('backup_code')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return left
}
