import { type Insertable, sql } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'

export async function insertProof(db: Db, proof: Insertable<Schema['proof']>): Promise<void> {
  await db.insertInto('proof').values(proof).execute()
}

export async function supersedeProofs(
  db: Db,
  accountId: string,
  purposes: readonly string[],
  now: Date,
): Promise<void> {
  await db
    .updateTable('proof')
    .set({ superseded_at: now })
    .where('account_id', '=', accountId)
    .where('purpose', 'in', purposes)
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
    .execute()
}

/** Consumes a live proof: of any number of simultaneous calls exactly one gets the row. */
export async function consumeProof(db: Db, id: string, now: Date) {
  return db
    .updateTable('proof')
    .set({ consumed_at: now })
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['account_id as accountId', 'target', 'created_at as createdAt'])
    .executeTakeFirst()
}

export const findProofByToken = hotQuery((db, { purpose, digest }: { purpose: string; digest: string }) =>
  db
    .selectFrom('proof')
    .select([
      'id',
      'account_id as accountId',
      'target',
      'expires_at as expiresAt',
      'consumed_at as consumedAt',
      'superseded_at as supersededAt',
    ])
    .where('token_digest', '=', digest)
    .where('purpose', '=', purpose),
)

/** Spends one try at the live code of this purpose, before the code is compared. */
export async function spendCodeTry(db: Db, accountId: string, purpose: string, now: Date) {
  return db
    .updateTable('proof')
    .set({ tries_left: sql<number>`tries_left - 1` })
    .where('account_id', '=', accountId)
    .where('purpose', '=', purpose)
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
    .where('expires_at', '>', now)
    .where('tries_left', '>', 0)
    .returning(['id', 'code_digest as codeDigest', 'target'])
    .executeTakeFirst()
}

/** Clears what can no longer be used, a small batch at a time. */
export async function deleteEndedProofs(db: Db, endedBefore: Date, most: number): Promise<number> {
  const ended = db.selectFrom('proof').select('id').where('expires_at', '<', endedBefore).limit(most)
  const { numDeletedRows } = await db.deleteFrom('proof').where('id', 'in', ended).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
