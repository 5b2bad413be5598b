import type { Db } from '../platform/db/db.ts'

/** The accounts whose ids lie between these two, both included. */
export type Span = { readonly from: string; readonly upTo: string }

export type KeptFactor = Awaited<ReturnType<typeof listConfirmed>>[number]
export type KeptIdentity = Awaited<ReturnType<typeof listLinked>>[number]

export async function listConfirmed(db: Db, { from, upTo }: Span) {
  return db
    .selectFrom('factor')
    .select(['account_id as accountId', 'kind', 'target', 'sealed_seed as sealedSeed'])
    .where('account_id', '>=', from)
    .where('account_id', '<=', upTo)
    .where('confirmed_at', 'is not', null)
    .orderBy('kind')
    .execute()
}

/** Those of one account in the order in which they were linked. */
export async function listLinked(db: Db, { from, upTo }: Span) {
  return db
    .selectFrom('social_identity')
    .select(['account_id as accountId', 'provider', 'issuer', 'subject', 'email'])
    .where('account_id', '>=', from)
    .where('account_id', '<=', upTo)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function listHashes(db: Db, { from, upTo }: Span) {
  return db
    .selectFrom('password')
    .select(['account_id as accountId', 'hash'])
    .where('account_id', '>=', from)
    .where('account_id', '<=', upTo)
    .execute()
}
