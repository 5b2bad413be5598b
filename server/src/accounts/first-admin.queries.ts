import { sql } from 'kysely'
import { type Db, isPostgres, type Tx } from '../platform/db/db.ts'

/** Whether anybody can administer, but for one account: an account that is on, with the role. */
export async function hasAdmin(db: Db, except?: string): Promise<boolean> {
  const staff = await db
    .selectFrom('account')
    .select(['id', 'roles'])
    .where(sql<boolean>`account.roles <> '[]'`)
    .where('is_active', '=', sql.lit(true))
    .execute()
  return staff.some(({ id, roles }) => id !== except && roles.includes('admin'))
}

/**
 * Takes the links for the rest of the transaction: what makes or uses one, and what makes an administrator, comes one after
 * the other. SQLite has one writer anyway.
 */
export async function holdFirstAdminLinks(tx: Tx): Promise<void> {
  if (isPostgres(tx)) await sql`lock table first_admin_link in share row exclusive mode`.execute(tx)
}

/** Ends every link: there is an administrator. */
export async function endFirstAdminLinks(tx: Tx): Promise<void> {
  await holdFirstAdminLinks(tx)
  await tx.deleteFrom('first_admin_link').execute()
}

/** Puts a link in the place of all others. */
export async function replaceLink(tx: Tx, digest: string, expiresAt: Date): Promise<void> {
  await endFirstAdminLinks(tx)
  await tx.insertInto('first_admin_link').values({ token_digest: digest, expires_at: expiresAt }).execute()
}

export async function isLive(db: Db, digest: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('first_admin_link')
    .select('token_digest')
    .where('token_digest', '=', digest)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

/** Uses the link up; of simultaneous calls one gets true. */
export async function takeLink(tx: Tx, digest: string, now: Date): Promise<boolean> {
  const taken = await tx
    .deleteFrom('first_admin_link')
    .where('token_digest', '=', digest)
    .where('expires_at', '>', now)
    .returning('token_digest')
    .execute()
  return taken.length > 0
}

export async function deleteEndedFirstAdminLinks(db: Db, now: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('first_admin_link')
    .where('expires_at', '<=', now)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
