import type { Db, Tx } from '../platform/db/db.ts'

export type AskedBy = 'owner' | 'operator'
export type Erasure = { accountId: string; askedAt: Date; askedBy: AskedBy; dueAt: Date; wasActive: boolean }

const columns = [
  'account_id as accountId',
  'asked_at as askedAt',
  'asked_by as askedBy',
  'due_at as dueAt',
  'was_active as wasActive',
] as const

export async function findErasure(db: Db, accountId: string): Promise<Erasure | undefined> {
  const row = await db.selectFrom('erasure').select(columns).where('account_id', '=', accountId).executeTakeFirst()
  return row && asErasure(row)
}

/** Writes down when an account is to be erased; its row is held. */
export async function saveErasure(tx: Tx, { accountId, askedAt, askedBy, dueAt, wasActive }: Erasure): Promise<void> {
  const state = { asked_at: askedAt, asked_by: askedBy, due_at: dueAt, was_active: wasActive }
  await tx
    .insertInto('erasure')
    .values({ account_id: accountId, ...state })
    .onConflict((oc) => oc.column('account_id').doUpdateSet(state))
    .execute()
}

/** Notes that an account stays off also when its erasure is stopped. @returns false when none waits, or it would anyway */
export async function keepOff(tx: Tx, accountId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('erasure')
    .set({ was_active: false })
    .where('account_id', '=', accountId)
    .where('was_active', '=', true)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Ends an erasure that waits; of simultaneous calls one gets it. */
export async function deleteErasure(tx: Tx, accountId: string): Promise<Erasure | undefined> {
  const row = await tx.deleteFrom('erasure').where('account_id', '=', accountId).returning(columns).executeTakeFirst()
  return row && asErasure(row)
}

/** Takes an erasure whose time has come: of simultaneous calls one gets it, and none after it was stopped. */
export async function takeDueErasure(tx: Tx, accountId: string, now: Date): Promise<Erasure | undefined> {
  const row = await tx
    .deleteFrom('erasure')
    .where('account_id', '=', accountId)
    .where('due_at', '<=', now)
    .returning(columns)
    .executeTakeFirst()
  return row && asErasure(row)
}

export async function listDueErasures(db: Db, now: Date, most: number): Promise<{ accountId: string }[]> {
  return db
    .selectFrom('erasure')
    .select('account_id as accountId')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(most)
    .execute()
}

function asErasure(row: Omit<Erasure, 'askedBy'> & { askedBy: string }): Erasure {
  return { ...row, askedBy: row.askedBy === 'owner' ? 'owner' : 'operator' }
}
