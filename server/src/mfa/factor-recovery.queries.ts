import type { Db, Tx } from '../platform/db/db.ts'

export type FactorRecovery = {
  accountId: string
  askedAt: Date
  mailProvedAt: Date | null
  approvedAt: Date | null
  dueAt: Date | null
}

const columns = [
  'account_id as accountId',
  'asked_at as askedAt',
  'mail_proved_at as mailProvedAt',
  'approved_at as approvedAt',
  'due_at as dueAt',
] as const

export async function findRecovery(db: Db, accountId: string): Promise<FactorRecovery | undefined> {
  return db.selectFrom('factor_recovery').select(columns).where('account_id', '=', accountId).executeTakeFirst()
}

/** Writes down how far a recovery has come; the account's row is held. */
export async function saveRecovery(tx: Tx, recovery: FactorRecovery): Promise<void> {
  const { accountId, askedAt, mailProvedAt, approvedAt, dueAt } = recovery
  const state = { asked_at: askedAt, mail_proved_at: mailProvedAt, approved_at: approvedAt, due_at: dueAt }
  await tx
    .insertInto('factor_recovery')
    .values({ account_id: accountId, ...state })
    .onConflict((oc) => oc.column('account_id').doUpdateSet(state))
    .execute()
}

/** Ends a recovery; of simultaneous calls one gets true. */
export async function deleteRecovery(tx: Tx, accountId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('factor_recovery')
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Takes a recovery whose time has come: of simultaneous calls one gets true, and none after it was cancelled. */
export async function takeDueRecovery(tx: Tx, accountId: string, now: Date): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('factor_recovery')
    .where('account_id', '=', accountId)
    .where('due_at', '<=', now)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function listDueRecoveries(db: Db, now: Date, most: number): Promise<{ accountId: string }[]> {
  return db
    .selectFrom('factor_recovery')
    .select('account_id as accountId')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(most)
    .execute()
}

/** Forgets wishes that only one side ever agreed to, a small batch at a time. */
export async function deleteStaleRecoveries(db: Db, askedBefore: Date, most: number): Promise<number> {
  const stale = db
    .selectFrom('factor_recovery')
    .select('account_id')
    .where('due_at', 'is', null)
    .where('asked_at', '<', askedBefore)
    .limit(most)
  const { numDeletedRows } = await db
    .deleteFrom('factor_recovery')
    .where('account_id', 'in', stale)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
