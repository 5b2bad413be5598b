import type { Insertable, NotNull } from 'kysely'
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

/** The codes that an account has left. */
export async function listUnused(db: Db, accountId: string) {
  return db
    .selectFrom('backup_code')
    .select(['id', 'digest', 'hashed_by as hashedBy', 'sealed_hash as sealedHash'])
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute()
}

export type Unused = Awaited<ReturnType<typeof listUnused>>[number]

/** Uses one code up: of simultaneous calls one gets true. */
export async function useBackupCode(db: Db, ids: readonly string[], now: Date): Promise<boolean> {
  if (ids.length === 0) return false
  const { numUpdatedRows } = await db
    .updateTable('backup_code')
    .set({ used_at: now })
    .where('id', 'in', ids)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export type SealedCode = { id: string; accountId: string; sealedHash: Uint8Array }

/** Codes with a sealed hash, in the order of their ids. */
export async function listSealedCodes(db: Db, after: string, most: number): Promise<SealedCode[]> {
  return db
    .selectFrom('backup_code')
    .select(['id', 'account_id as accountId', 'sealed_hash as sealedHash'])
    .where('id', '>', after)
    .where('sealed_hash', 'is not', null)
    .$narrowType<{ sealedHash: NotNull }>()
    .orderBy('id')
    .limit(most)
    .execute()
}

export async function replaceSealedCode(db: Db, id: string, sealedHash: Uint8Array): Promise<void> {
  await db.updateTable('backup_code').set({ sealed_hash: sealedHash }).where('id', '=', id).execute()
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
