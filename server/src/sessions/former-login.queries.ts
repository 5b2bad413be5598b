import type { Insertable } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

/** Lets the former service's tokens open these accounts, until something ends their sessions. */
export async function insertFormerLogins(tx: Tx, rows: Insertable<Schema['legacy_login']>[]): Promise<void> {
  await tx.insertInto('legacy_login').values(rows).execute()
}

export type FormerLogin = {
  importedAt: Date
  accessSessionId: string | null
  /** When that session ends; null while there is none. */
  accessExpiresAt: Date | null
  accessEndedAt: Date | null
  createdAt: Date
  isActive: boolean
}

export async function findFormerLogin(db: Db, accountId: string): Promise<FormerLogin | undefined> {
  return db
    .selectFrom('legacy_login')
    .innerJoin('account', 'account.id', 'legacy_login.account_id')
    .leftJoin('session', 'session.id', 'legacy_login.access_session_id')
    .select([
      'legacy_login.imported_at as importedAt',
      'legacy_login.access_session_id as accessSessionId',
      'session.expires_at as accessExpiresAt',
      'legacy_login.access_ended_at as accessEndedAt',
      'account.created_at as createdAt',
      'account.is_active as isActive',
    ])
    .where('legacy_login.account_id', '=', accountId)
    .executeTakeFirst()
}

/** Notes which session stands for the former access tokens; of simultaneous calls one gets true. */
export async function setAccessSession(tx: Tx, accountId: string, sessionId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('legacy_login')
    .set({ access_session_id: sessionId })
    .where('account_id', '=', accountId)
    .where('access_session_id', 'is', null)
    .where('access_ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Ends the former access tokens of an account; its refresh tokens on other devices stay. */
export async function endFormerAccess(tx: Tx, accountId: string, at: Date): Promise<void> {
  await tx.updateTable('legacy_login').set({ access_ended_at: at }).where('account_id', '=', accountId).execute()
}

/** Ends everything that the former service's tokens open of an account. */
export async function endFormerLogin(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('legacy_login').where('account_id', '=', accountId).execute()
}

/** Uses up refresh tokens of the former service, as it did itself. */
export async function insertSpent(db: Db, tokens: readonly { jti: string; expiresAt: Date }[]): Promise<void> {
  await db
    .insertInto('legacy_token')
    .values(tokens.map(({ jti, expiresAt }) => ({ jti, session_id: null, expires_at: expiresAt })))
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/** Uses a refresh token of the former service up: of simultaneous calls one gets true. */
export async function spendFormerToken(tx: Tx, jti: string, expiresAt: Date): Promise<boolean> {
  const spent = await tx
    .insertInto('legacy_token')
    .values({ jti, session_id: null, expires_at: expiresAt })
    .onConflict((oc) => oc.doNothing())
    .returning('jti')
    .execute()
  return spent.length > 0
}

/** Notes for which session a token was used up. */
export async function setSpentFor(tx: Tx, jti: string, sessionId: string): Promise<void> {
  await tx.updateTable('legacy_token').set({ session_id: sessionId }).where('jti', '=', jti).execute()
}

export type Spent = { sessionId: string | null; accountId: string | null }

/** A token that is used up, and the session it was used up for and whose that is, if it was here. */
export async function findSpent(db: Db, jti: string): Promise<Spent | undefined> {
  return db
    .selectFrom('legacy_token')
    .leftJoin('session', 'session.id', 'legacy_token.session_id')
    .select(['legacy_token.session_id as sessionId', 'session.account_id as accountId'])
    .where('legacy_token.jti', '=', jti)
    .executeTakeFirst()
}

/** Clears what has no token left to stand for, a small batch at a time. */
export async function deleteEndedFormer(
  db: Db,
  { now, importedBefore }: { now: Date; importedBefore: Date },
  most: number,
): Promise<number> {
  const tokens = db.selectFrom('legacy_token').select('jti').where('expires_at', '<=', now).limit(most)
  const logins = db
    .selectFrom('legacy_login')
    .select('account_id')
    .where('imported_at', '<=', importedBefore)
    .limit(most)
  const { numDeletedRows: spent } = await db
    .deleteFrom('legacy_token')
    .where('jti', 'in', tokens)
    .executeTakeFirstOrThrow()
  const { numDeletedRows: ended } = await db
    .deleteFrom('legacy_login')
    .where('account_id', 'in', logins)
    .executeTakeFirstOrThrow()
  return Number(spent + ended)
}
