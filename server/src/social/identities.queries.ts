import type { Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

export type Identity = {
  id: string
  accountId: string
  provider: string
  issuer: string
  subject: string
  email: string | null
  createdAt: Date
  lastUsedAt: Date | null
}

const identityColumns = [
  'id',
  'account_id as accountId',
  'provider',
  'issuer',
  'subject',
  'email',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const

/** By what names a person outside, and by nothing else. */
export async function findIdentity(
  db: Db,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<Identity | undefined> {
  return db
    .selectFrom('social_identity')
    .select(identityColumns)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

/** Whether an identity still opens an account. */
export async function isLinked(db: Db, of: { id: string; accountId: string }): Promise<boolean> {
  const found = await db
    .selectFrom('social_identity')
    .select('id')
    .where('id', '=', of.id)
    .where('account_id', '=', of.accountId)
    .executeTakeFirst()
  return found !== undefined
}

export async function listIdentities(db: Db, accountId: string): Promise<Identity[]> {
  return db
    .selectFrom('social_identity')
    .select(identityColumns)
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function insertIdentity(db: Db, identity: Insertable<Schema['social_identity']>): Promise<void> {
  await db.insertInto('social_identity').values(identity).execute()
}

type Use = { id: string; email: string | null; tokens: Uint8Array | null | undefined; at: Date }

/** Notes a use, with the address as the provider tells it now; tokens stay as they are when there are no new ones. */
export async function noteIdentityUse(db: Db, { id, email, tokens, at }: Use): Promise<void> {
  await db
    .updateTable('social_identity')
    .set({ email, last_used_at: at, ...(tokens === undefined ? {} : { sealed_tokens: tokens }) })
    .where('id', '=', id)
    .execute()
}

export type RemovedIdentity = Pick<Identity, 'id' | 'provider' | 'issuer' | 'subject' | 'email' | 'createdAt'>

/** Takes a link away; undefined when there was none. */
export async function deleteIdentity(
  db: Db,
  of: { accountId: string; provider: string } | { accountId: string; id: string },
): Promise<RemovedIdentity | undefined> {
  const query = db.deleteFrom('social_identity').where('account_id', '=', of.accountId)
  const one = 'id' in of ? query.where('id', '=', of.id) : query.where('provider', '=', of.provider)
  return one.returning(['id', 'provider', 'issuer', 'subject', 'email', 'created_at as createdAt']).executeTakeFirst()
}

/** Takes away the links that an account got since a moment. */
export async function deleteIdentitiesSince(
  db: Db,
  accountId: string,
  since: Date,
): Promise<{ issuer: string; subject: string; provider: string }[]> {
  return db
    .deleteFrom('social_identity')
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .returning(['issuer', 'subject', 'provider'])
    .execute()
}

/** Puts a link back; false when that identity opens an account by now, or another one of its provider this account. */
export async function restoreIdentity(db: Db, identity: Insertable<Schema['social_identity']>): Promise<boolean> {
  const kept = await db
    .insertInto('social_identity')
    .values(identity)
    .onConflict((oc) => oc.doNothing())
    .returning('id')
    .execute()
  return kept.length > 0
}

/** Takes away every link of an account. */
export async function deleteIdentitiesOf(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('social_identity').where('account_id', '=', accountId).execute()
}

export type SealedTokens = { id: string; sealed: Uint8Array | null }

/** Kept tokens in the order of their identities, a page after `after`. */
export async function listSealedTokens(db: Db, after: string, most: number): Promise<SealedTokens[]> {
  return db
    .selectFrom('social_identity')
    .select(['id', 'sealed_tokens as sealed'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(most)
    .execute()
}

/** Puts newly sealed bytes in the place of the old ones, unless they were replaced meanwhile. */
export async function replaceTokens(db: Db, id: string, bytes: { old: Uint8Array; new: Uint8Array }): Promise<void> {
  await db
    .updateTable('social_identity')
    .set({ sealed_tokens: bytes.new })
    .where('id', '=', id)
    .where('sealed_tokens', '=', bytes.old)
    .execute()
}

export async function insertIdentities(db: Db, identities: Insertable<Schema['social_identity']>[]): Promise<void> {
  await db.insertInto('social_identity').values(identities).execute()
}

/** Those of an issuer's people who open an account here already. */
export async function findLinked(db: Db, issuer: string, subjects: readonly string[]): Promise<{ subject: string }[]> {
  return db
    .selectFrom('social_identity')
    .select('subject')
    .where('issuer', '=', issuer)
    .where('subject', 'in', subjects)
    .execute()
}
