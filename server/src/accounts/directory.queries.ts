import type { Db } from '../platform/db/db.ts'

const entryColumns = [
  'account.id',
  'account.email',
  'account.username',
  'account.display_name as displayName',
  'account.locale',
  'account.timezone',
  'account.avatar_url as avatarUrl',
  'account.roles',
  'account.is_active as isActive',
  'account.email_verified_at as emailVerifiedAt',
  'account.mfa_enabled as mfaEnabled',
  'account.last_login_at as lastLoginAt',
  'account.created_at as createdAt',
  'account.updated_at as updatedAt',
  'password.changed_at as passwordChangedAt',
] as const

export type DirectoryEntry = Awaited<ReturnType<typeof listEntries>>[number]

/** What operators may see of accounts, in the order of their ids, those behind `after` first; never a hash. */
export async function listEntries(db: Db, after: string, most: number) {
  return db
    .selectFrom('account')
    .leftJoin('password', 'password.account_id', 'account.id')
    .select(entryColumns)
    .where('account.id', '>', after)
    .orderBy('account.id')
    .limit(most)
    .execute()
}

export async function getEntry(db: Db, id: string): Promise<DirectoryEntry> {
  return db
    .selectFrom('account')
    .leftJoin('password', 'password.account_id', 'account.id')
    .select(entryColumns)
    .where('account.id', '=', id)
    .executeTakeFirstOrThrow()
}

export async function countLiveSessions(db: Db, accountId: string, now: Date): Promise<number> {
  const { live } = await db
    .selectFrom('session')
    .select((eb) => eb.fn.countAll<number>().as('live'))
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return live
}
