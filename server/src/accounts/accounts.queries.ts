import { type ExpressionBuilder, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'
import { isOpen } from '../protection/freeze.queries.ts'
import { standingOf } from '../sessions/sessions.queries.ts'

/** What signing in, recovery and mails need to know of an account. */
export type Account = {
  id: string
  email: string
  emailKey: string
  username: string
  locale: string
  roles: string[]
  isActive: boolean
  emailVerifiedAt: Date | null
  mfaEnabled: boolean
  /** Null until the first sign-in. */
  lastLoginAt: Date | null
}

const accountColumns = [
  'id',
  'email',
  'email_key as emailKey',
  'username',
  'locale',
  'roles',
  'is_active as isActive',
  'email_verified_at as emailVerifiedAt',
  'mfa_enabled as mfaEnabled',
  'last_login_at as lastLoginAt',
] as const

export const findAccount = hotQuery<{ id: string }, Account>((db, { id }) =>
  db.selectFrom('account').select(accountColumns).where('id', '=', id),
)

export const findAccountByEmail = hotQuery<{ emailKey: string }, Account>((db, { emailKey }) =>
  db.selectFrom('account').select(accountColumns).where('email_key', '=', emailKey),
)

export const findAccountByUsername = hotQuery<{ usernameKey: string }, Account>((db, { usernameKey }) =>
  db.selectFrom('account').select(accountColumns).where('username_key', '=', usernameKey),
)

export type ProfileRow = {
  id: string
  email: string
  username: string
  emailVerifiedAt: Date | null
  mfaEnabled: boolean
  emailMfaEnabled: boolean
  isPhoneVerified: boolean
  createdAt: Date
  updatedAt: Date
  displayName: string
  locale: string
  timezone: string
  avatarUrl: string
}

export const findProfile = hotQuery<{ id: string }, ProfileRow>((db, { id }) =>
  db
    .selectFrom('account')
    .select([
      'id',
      'email',
      'username',
      'email_verified_at as emailVerifiedAt',
      'mfa_enabled as mfaEnabled',
      'email_mfa_enabled as emailMfaEnabled',
      'is_phone_verified as isPhoneVerified',
      'created_at as createdAt',
      'updated_at as updatedAt',
      'display_name as displayName',
      'locale',
      'timezone',
      'avatar_url as avatarUrl',
    ])
    .where('id', '=', id),
)

/** The profile together with what the guard asks, which tells some of it already. */
export const findStandingProfile = hotQuery((db, ids: Parameters<typeof standingOf>[1]) =>
  standingOf(db, ids).select([
    'account.id',
    'account.email',
    'account.username',
    'account.email_verified_at as emailVerifiedAt',
    'account.created_at as createdAt',
    'account.updated_at as updatedAt',
    'account.display_name as displayName',
    'account.locale',
    'account.timezone',
    'account.avatar_url as avatarUrl',
  ]),
)

export const insertAccount = hotInsert('account')

export async function updateAccount(db: Db, id: string, change: Updateable<Schema['account']>): Promise<void> {
  await db.updateTable('account').set(change).where('id', '=', id).execute()
}

/** Deletes the account of an address that was never proved, with all that hangs on it. */
export async function deleteUnverified(tx: Tx, emailKey: string): Promise<{ id: string }[]> {
  return tx
    .deleteFrom('account')
    .where('email_key', '=', emailKey)
    .where('email_verified_at', 'is', null)
    .returning('id')
    .execute()
}

/** Marks the address as proved, if it still is the account's; of simultaneous calls one gets true. */
export async function markEmailVerified(db: Db, id: string, email: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account')
    .set({ email_verified_at: at, updated_at: at })
    .where('id', '=', id)
    .where('email', '=', email)
    .where('email_verified_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Switches an account off or on; false when it stood so already. */
export async function setActive(db: Db, id: string, isActive: boolean, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account')
    .set({ is_active: isActive, updated_at: at })
    .where('id', '=', id)
    .where('is_active', '=', !isActive)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/**
 * Notes the sign-in of an active account. The row stays taken until the transaction ends: what ends the account's
 * sessions takes it too, and so comes wholly before or wholly after a sign-in.
 * @returns the account as it is by now; undefined when it is not active, or frozen
 */
export async function noteLogin(tx: Tx, id: string, at: Date): Promise<Account | undefined> {
  return (await noteLoginOf(tx, { id, at }))[0]
}

const noteLoginOf = hotQuery((db, { id, at }: { id: string; at: Date }) =>
  db
    .updateTable('account')
    .set({ last_login_at: at })
    .where('id', '=', id)
    .where('is_active', '=', true)
    .where(isOpen)
    .returning(accountColumns),
)

/**
 * Takes a username for a registration: of any number at once one gets it.
 * @returns false while another holds it
 */
export async function holdUsername(db: Db, usernameKey: string, hold: { from: Date; until: Date }): Promise<boolean> {
  const held = await db
    .insertInto('username_hold')
    .values({ username_key: usernameKey, expires_at: hold.until })
    .onConflict((oc) =>
      oc
        .column('username_key')
        .doUpdateSet({ expires_at: hold.until })
        .where('username_hold.expires_at', '<=', hold.from),
    )
    .returning('username_key')
    .executeTakeFirst()
  return held !== undefined
}

export async function releaseUsername(db: Db, usernameKey: string): Promise<void> {
  await db.deleteFrom('username_hold').where('username_key', '=', usernameKey).execute()
}

export async function isUsernameHeld(db: Db, usernameKey: string, now: Date): Promise<boolean> {
  const hold = await db
    .selectFrom('username_hold')
    .select('username_key')
    .where('username_key', '=', usernameKey)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return hold !== undefined
}

export async function deleteEndedHolds(db: Db, now: Date, most: number): Promise<number> {
  const ended = db.selectFrom('username_hold').select('username_key').where('expires_at', '<=', now).limit(most)
  const { numDeletedRows } = await db
    .deleteFrom('username_hold')
    .where('username_key', 'in', ended)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Accounts in the order of their creation, for the operator's command line. */
export async function listAccounts(db: Db, page: { search: string; most: number }) {
  const pattern = `%${page.search.toLowerCase()}%`
  return db
    .selectFrom('account')
    .select([...accountColumns, 'created_at as createdAt'])
    .where((eb) => eb.or([eb('email_key', 'like', pattern), eb('username_key', 'like', pattern)]))
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.most)
    .execute()
}

/** Notes which second factors an account has, for the guard and the profile. */
export async function setFactorFlags(
  db: Db,
  id: string,
  flags: { mfa_enabled: boolean; email_mfa_enabled: boolean; is_phone_verified: boolean; has_passkey: boolean },
  at: Date,
): Promise<void> {
  await db
    .updateTable('account')
    .set({ ...flags, updated_at: at })
    .where('id', '=', id)
    .execute()
}

/** Whoever was brought from another service gets the whole time again: their account is older than their stay here. */
function notImportedSince(since: Date) {
  return ({ not, exists, selectFrom }: ExpressionBuilder<Schema, 'account'>) =>
    not(
      exists(
        selectFrom('imported_account')
          .select(sql`1`.as('imported'))
          .whereRef('imported_account.account_id', '=', 'account.id')
          .where('imported_at', '>=', since),
      ),
    )
}

/** Accounts whose address was not proved in time. */
export async function listExpiredUnverified(db: Db, createdBefore: Date, most: number): Promise<{ id: string }[]> {
  return db
    .selectFrom('account')
    .select('id')
    .where('email_verified_at', 'is', null)
    .where('is_active', '=', sql.lit(true))
    .where('created_at', '<', createdBefore)
    .where(notImportedSince(createdBefore))
    .orderBy('created_at')
    .limit(most)
    .execute()
}

/** Removes an account whose address is still not proved, with all that hangs on it. */
export async function deleteExpiredUnverified(tx: Tx, id: string, createdBefore: Date): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('account')
    .where('id', '=', id)
    .where('email_verified_at', 'is', null)
    .where('is_active', '=', sql.lit(true))
    .where('created_at', '<', createdBefore)
    .where(notImportedSince(createdBefore))
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Removes an account with all that hangs on it. */
export async function deleteAccount(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('account').where('id', '=', id).execute()
}
