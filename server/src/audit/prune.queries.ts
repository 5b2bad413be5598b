import type { Db, Tx } from '../platform/db/db.ts'
import type { ChainName } from './chain.ts'

/** The first events of a chain behind a position, with their times. */
export async function listOldest(db: Db, chain: ChainName, { after, most }: { after: number; most: number }) {
  return db
    .selectFrom('audit_event')
    .select(['position', 'at', 'hash'])
    .where('chain', '=', chain)
    .where('position', '>', after)
    .orderBy('position')
    .limit(most)
    .execute()
}

/** Deletes events before the beginning of a chain, a small batch at a time. @param upTo the last of them */
export async function deleteSealed(
  tx: Tx,
  chain: ChainName,
  { upTo, before, most }: { upTo: number; before: Date; most: number },
): Promise<number> {
  const old = tx
    .selectFrom('audit_event')
    .select('id')
    .where('chain', '=', chain)
    .where('position', '<=', upTo)
    .where('at', '<', before)
    .orderBy('position')
    .limit(most)
  const { numDeletedRows } = await tx.deleteFrom('audit_event').where('id', 'in', old).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
