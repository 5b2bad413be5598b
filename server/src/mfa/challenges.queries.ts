import type { Insertable } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

export async function insertChallenge(db: Db, challenge: Insertable<Schema['challenge']>): Promise<void> {
  await db.insertInto('challenge').values(challenge).execute()
}

/** Ends what one session or ticket was asked before for the same purpose. */
export async function deleteChallengesOf(tx: Tx, of: { purpose: string; boundTo: string }): Promise<void> {
  await tx.deleteFrom('challenge').where('bound_to', '=', of.boundTo).where('purpose', '=', of.purpose).execute()
}

/** Uses a challenge up: of simultaneous calls one gets true. */
export async function takeChallengeRow(
  db: Db,
  of: { digest: string; purpose: string; boundTo: string },
  now: Date,
): Promise<boolean> {
  const taken = await db
    .deleteFrom('challenge')
    .where('digest', '=', of.digest)
    .where('purpose', '=', of.purpose)
    .where('bound_to', '=', of.boundTo)
    .where('expires_at', '>', now)
    .returning('digest')
    .execute()
  return taken.length > 0
}

/** Clears challenges that nobody answered, a small batch at a time. */
export async function deleteEndedChallenges(db: Db, now: Date, most: number): Promise<number> {
  const ended = db.selectFrom('challenge').select('digest').where('expires_at', '<=', now).limit(most)
  const { numDeletedRows } = await db.deleteFrom('challenge').where('digest', 'in', ended).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
