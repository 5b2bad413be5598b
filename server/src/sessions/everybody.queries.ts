import type { Db } from '../platform/db/db.ts'

/** Accounts behind the given id that have a living session or could open one by a token of the former service, by id. */
export async function listSignedIn(db: Db, after: string, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom('session')
    .select('account_id as id')
    .where('revoked_at', 'is', null)
    .where('account_id', '>', after)
    .union(db.selectFrom('legacy_login').select('account_id as id').where('account_id', '>', after))
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map(({ id }) => id)
}
