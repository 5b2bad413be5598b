import type { Insertable, Selectable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

export type Flow = Pick<
  Selectable<Schema['social_flow']>,
  'purpose' | 'challenge' | 'browser_digest' | 'account_id' | 'session_id' | 'target'
>

export async function insertFlow(db: Db, flow: Insertable<Schema['social_flow']>): Promise<void> {
  await db.insertInto('social_flow').values(flow).execute()
}

type Returning = { stateDigest: string; provider: string; browserDigest: string; now: Date }

/**
 * Uses a flow up: of simultaneous calls one gets it. Another browser neither gets nor spoils it; only a link whose page
 * will have to prove itself may come back without the cookie, since that page may be of another origin.
 */
export async function takeFlow(db: Db, back: Returning): Promise<Flow | undefined> {
  return db
    .deleteFrom('social_flow')
    .where('state_digest', '=', back.stateDigest)
    .where('provider', '=', back.provider)
    .where('expires_at', '>', back.now)
    .where(({ and, eb, or }) =>
      or([
        eb('browser_digest', '=', back.browserDigest),
        and([eb('purpose', '=', 'link'), eb('challenge', 'is not', null)]),
      ]),
    )
    .returning(['purpose', 'challenge', 'browser_digest', 'account_id', 'session_id', 'target'])
    .executeTakeFirst()
}

/** Ends the links of an account that are under way. */
export async function deleteFlowsOf(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('social_flow').where('account_id', '=', accountId).execute()
}

export async function insertCode(db: Db, code: Insertable<Schema['social_code']>): Promise<void> {
  await db.insertInto('social_code').values(code).execute()
}

type Completing = {
  digest: string
  purpose: string
  bindings: readonly string[]
  sessionId: string | null
  now: Date
}

/** Uses a code up: of simultaneous calls one gets what it stands for. Whoever is not meant neither gets nor spoils it. */
export async function takeCode(db: Db, { digest, purpose, bindings, sessionId, now }: Completing) {
  if (bindings.length === 0) return undefined
  return db
    .deleteFrom('social_code')
    .where('digest', '=', digest)
    .where('purpose', '=', purpose)
    .where('binding', 'in', bindings)
    .where('session_id', 'is not distinct from', sessionId)
    .where('expires_at', '>', now)
    .returning(['provider', 'proof'])
    .executeTakeFirst()
}

/** Notes that an ID token was used; of simultaneous uses of one token one gets true. */
export async function spendToken(db: Db, digest: string, expiresAt: Date): Promise<boolean> {
  const spent = await db
    .insertInto('spent_token')
    .values({ digest, expires_at: expiresAt })
    .onConflict((oc) => oc.column('digest').doNothing())
    .returning('digest')
    .execute()
  return spent.length > 0
}

/** Clears what nobody came back for and what could not be used again anyway, a small batch of each at a time. */
export async function deleteEndedFlows(db: Db, now: Date, most: number): Promise<number> {
  const flows = db.selectFrom('social_flow').select('state_digest').where('expires_at', '<=', now).limit(most)
  const codes = db.selectFrom('social_code').select('digest').where('expires_at', '<=', now).limit(most)
  const tokens = db.selectFrom('spent_token').select('digest').where('expires_at', '<=', now).limit(most)
  const removed = [
    await db.deleteFrom('social_flow').where('state_digest', 'in', flows).executeTakeFirstOrThrow(),
    await db.deleteFrom('social_code').where('digest', 'in', codes).executeTakeFirstOrThrow(),
    await db.deleteFrom('spent_token').where('digest', 'in', tokens).executeTakeFirstOrThrow(),
  ]
  return removed.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
}
