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
