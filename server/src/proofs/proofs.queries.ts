import { sql } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'

export const insertProof = hotInsert('proof')

/** Ends live proofs of an account, of all purposes or some; with a target only those that were sent there. */
export async function supersedeProofs(
  db: Db,
  ended: { accountId: string; purposes?: readonly string[]; target?: string | undefined },
  now: Date,
): Promise<void> {
  const { accountId, purposes, target } = ended
  let query = db
    .updateTable('proof')
    .set({ superseded_at: now })
    .where('account_id', '=', accountId)
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
  if (purposes !== undefined) query = query.where('purpose', 'in', purposes)
  if (target !== undefined) query = query.where('target', '=', target)
  await query.execute()
}

/** Ends the live proofs of an account and purpose that are younger than the one given, but for those sent to `butTo`. */
export async function supersedeLaterProofs(
  db: Db,
  than: { id: string; accountId: string; purpose: string; butTo?: string },
  now: Date,
): Promise<void> {
  let query = db
    .updateTable('proof')
    .set({ superseded_at: now })
    .where('account_id', '=', than.accountId)
    .where('purpose', '=', than.purpose)
    .where('created_at', '>', ({ selectFrom }) =>
      selectFrom('proof as older').select('older.created_at').where('older.id', '=', than.id),
    )
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
  if (than.butTo !== undefined) query = query.where('target', '<>', than.butTo)
  await query.execute()
}

/**
 * Ends the live proofs of an account by which something since a moment can be undone: those sent to a mailbox, and of
 * those sent elsewhere the ones that are younger than the first that this mailbox got since then.
 */
export async function supersedeUndosSince(
  db: Db,
  ended: { accountId: string; target: string; since: Date },
  now: Date,
): Promise<void> {
  const { accountId, target, since } = ended
  const mailed = ['not_me', 'undo_email_change']
  const first = db
    .selectFrom('proof as own')
    .select(({ fn }) => fn.min('own.created_at').as('at'))
    .where('own.account_id', '=', accountId)
    .where('own.target', '=', target)
    .where('own.purpose', 'in', mailed)
    .where('own.created_at', '>=', since)
  await db
    .updateTable('proof')
    .set({ superseded_at: now })
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
    .where((eb) =>
      eb.or([
        // Its target is a link to another service, which goes with it.
        eb('purpose', '=', 'undo_social_link'),
        eb.and([eb('purpose', 'in', mailed), eb.or([eb('target', '=', target), eb('created_at', '>', first)])]),
      ]),
    )
    .execute()
}

/** The events since a moment of which the owner of an account was mailed, newest first. */
export async function listEventsSince(db: Db, accountId: string, since: Date) {
  return db
    .selectFrom('proof')
    .select(['id', 'about'])
    .where('account_id', '=', accountId)
    .where('purpose', '=', 'not_me')
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .orderBy('id')
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
      'created_at as createdAt',
      'about',
    ])
    .where('token_digest', '=', digest)
    .where('purpose', '=', purpose),
)

/** A live proof of an account and purpose, wherever it was sent. */
export async function findLiveProof(db: Db, of: { accountId: string; purpose: string }, now: Date) {
  return db
    .selectFrom('proof')
    .select('id')
    .where('account_id', '=', of.accountId)
    .where('purpose', '=', of.purpose)
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

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

/** Whether a live proof of this account, purpose and target was made after a moment. */
export async function hasProofSince(
  db: Db,
  of: { accountId: string; purpose: string; target: string },
  since: Date,
): Promise<boolean> {
  const proof = await db
    .selectFrom('proof')
    .select('id')
    .where('account_id', '=', of.accountId)
    .where('purpose', '=', of.purpose)
    .where('target', '=', of.target)
    .where('created_at', '>', since)
    .where('consumed_at', 'is', null)
    .where('superseded_at', 'is', null)
    .where('tries_left', '>', 0)
    .executeTakeFirst()
  return proof !== undefined
}
