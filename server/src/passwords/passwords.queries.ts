import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'
import { isDisabled } from '../protection/disabled.queries.ts'

export const findPasswordHash = hotQuery((db, { accountId }: { accountId: string }) =>
  db.selectFrom('password').select('hash').where('account_id', '=', accountId),
)

/** Any one of the hashes that another service made; there is an index of just these. */
export const findForeignHash = hotQuery((db, _: object) =>
  db.selectFrom('password').select('hash').where(sql<boolean>`hash not like '$argon2%'`).limit(1),
)

/** When the account's password was set; a stronger hash of the same password does not count. */
export const findPasswordDate = hotQuery((db, { accountId }: { accountId: string }) =>
  db.selectFrom('password').select('changed_at as changedAt').where('account_id', '=', accountId),
)

/** As `findPasswordDate`, unless an operator has disabled the password. */
export const findEnabledPasswordDate = hotQuery((db, { accountId }: { accountId: string }) =>
  db
    .selectFrom('password')
    .select('changed_at as changedAt')
    .where('account_id', '=', accountId)
    .where((eb) => eb.not(isDisabled(eb.ref('password.account_id')))),
)

export async function upsertPassword(db: Db, accountId: string, hash: string, changedAt: Date): Promise<void> {
  await db
    .insertInto('password')
    .values({ account_id: accountId, hash, changed_at: changedAt })
    .onConflict((oc) => oc.column('account_id').doUpdateSet({ hash, changed_at: changedAt }))
    .execute()
}

export async function deletePassword(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('password').where('account_id', '=', accountId).execute()
}

/** Replaces a hash by a stronger one of the same password, unless the password was changed meanwhile. */
export async function replaceHash(db: Db, accountId: string, hashes: { old: string; new: string }): Promise<void> {
  await db
    .updateTable('password')
    .set({ hash: hashes.new })
    .where('account_id', '=', accountId)
    .where('hash', '=', hashes.old)
    .execute()
}

/** Whom a password must not resemble, and who is told of its change. */
export async function getPasswordOwner(db: Db, accountId: string) {
  return db
    .selectFrom('account')
    .select(['id', 'email', 'email_verified_at as emailVerifiedAt', 'username', 'locale'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
}

/** Puts hashes in as another service had them. */
export async function insertPasswords(tx: Tx, passwords: Insertable<Schema['password']>[]): Promise<void> {
  await tx.insertInto('password').values(passwords).execute()
}
