import type { ExpressionBuilder } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

/** Freezes an account, whether or not it is frozen or was before. */
export async function saveFreeze(tx: Tx, accountId: string, at: Date): Promise<void> {
  const state = { at, thawed_at: null }
  await tx
    .insertInto('freeze')
    .values({ account_id: accountId, ...state })
    .onConflict((oc) => oc.column('account_id').doUpdateSet(state))
    .execute()
}

/** Ends a freeze; of simultaneous calls one gets true. */
export async function endFreeze(tx: Tx, accountId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('freeze')
    .set({ thawed_at: at })
    .where('account_id', '=', accountId)
    .where('thawed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Since when an account is frozen; undefined when it is not. */
export async function findFreeze(db: Db, accountId: string): Promise<Date | undefined> {
  const freeze = await db
    .selectFrom('freeze')
    .select('at')
    .where('account_id', '=', accountId)
    .where('thawed_at', 'is', null)
    .executeTakeFirst()
  return freeze?.at
}

/** For a statement about accounts: only those that are not frozen. */
export function isOpen({ exists, not, selectFrom }: ExpressionBuilder<Schema, 'account'>) {
  const freeze = selectFrom('freeze')
    .select('freeze.account_id')
    .whereRef('freeze.account_id', '=', 'account.id')
    .where('freeze.thawed_at', 'is', null)
  return not(exists(freeze))
}
