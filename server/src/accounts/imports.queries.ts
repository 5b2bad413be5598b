import type { Insertable } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

/** Puts whole accounts in, as another service had them. */
export async function insertAccounts(tx: Tx, accounts: Insertable<Schema['account']>[]): Promise<void> {
  await tx.insertInto('account').values(accounts).execute()
}

/** Notes where accounts were brought from. */
export async function insertOrigins(tx: Tx, origins: Insertable<Schema['imported_account']>[]): Promise<void> {
  await tx.insertInto('imported_account').values(origins).execute()
}

type Names = { ids: readonly string[]; emailKeys: readonly string[]; usernameKeys: readonly string[] }

/** The accounts here that have one of the ids, addresses or usernames. */
export async function findNamesakes(db: Db, { ids, emailKeys, usernameKeys }: Names) {
  return db
    .selectFrom('account')
    .select(['id', 'email_key as emailKey', 'username_key as usernameKey'])
    .where((eb) =>
      eb.or([eb('id', 'in', ids), eb('email_key', 'in', emailKeys), eb('username_key', 'in', usernameKeys)]),
    )
    .execute()
}

/**
 * When an account was brought here whose address counts as proved for that alone: another service said so, and nobody has
 * shown it since.
 */
export async function findUnprovedImport(db: Db, accountId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('imported_account')
    .innerJoin('account', 'account.id', 'imported_account.account_id')
    .select('imported_account.imported_at as importedAt')
    .where('account.id', '=', accountId)
    .whereRef('account.email_verified_at', '<=', 'imported_account.imported_at')
    .executeTakeFirst()
  return row?.importedAt
}

/** Has the address of such an account wait for its proof again, which comes in the same transaction. */
export async function forgetImportedProof(tx: Tx, accountId: string): Promise<void> {
  await tx.updateTable('account').set({ email_verified_at: null }).where('id', '=', accountId).execute()
}

/** Notes of an account that is about to be erased that it was brought here; of any other nothing. */
export async function insertErasedImport(tx: Tx, accountId: string, row: { digest: string; at: Date }): Promise<void> {
  const brought = await tx
    .selectFrom('imported_account')
    .select('account_id')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!brought) return
  const erased = { digest: row.digest, erased_at: row.at }
  await tx
    .insertInto('erased_import')
    .values(erased)
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/** Which of these people were brought here once and are erased. */
export async function findErasedImports(db: Db, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('erased_import').select('digest').where('digest', 'in', digests).execute()
  return new Set(rows.map(({ digest }) => digest))
}
