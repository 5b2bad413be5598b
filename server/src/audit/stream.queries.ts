import type { Db } from '../platform/db/db.ts'
import type { ChainName } from './chain.ts'

export type StreamState = { chain: string; position: number }

export async function listStreams(db: Db): Promise<StreamState[]> {
  return db.selectFrom('audit_stream').select(['chain', 'position']).execute()
}

/** Begins to stream a chain behind a position, unless it was begun before. */
export async function beginStream(db: Db, chain: ChainName, position: number): Promise<void> {
  await db
    .insertInto('audit_stream')
    .values({ chain, position, claimed_until: null })
    .onConflict((oc) => oc.column('chain').doNothing())
    .execute()
}

/** Takes a chain's stream for this worker alone; undefined while another has it. */
export async function claimStream(
  db: Db,
  chain: ChainName,
  { now, until }: { now: Date; until: Date },
): Promise<number | undefined> {
  const claimed = await db
    .updateTable('audit_stream')
    .set({ claimed_until: until })
    .where('chain', '=', chain)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<', now)]))
    .returning('position')
    .executeTakeFirst()
  return claimed?.position
}

/** Notes how far a stream has come, never backwards. @param claimedUntil when it may be taken again; null for now */
export async function noteStreamed(
  db: Db,
  chain: ChainName,
  { position, claimedUntil }: { position: number; claimedUntil: Date | null },
): Promise<void> {
  await db
    .updateTable('audit_stream')
    .set({ position, claimed_until: claimedUntil })
    .where('chain', '=', chain)
    .where('position', '<=', position)
    .execute()
}

/** Sealed events of a chain behind a position, in their order. */
export async function listSealedAfter(db: Db, chain: ChainName, { after, most }: { after: number; most: number }) {
  return db
    .selectFrom('audit_event')
    .select([
      'id',
      'at',
      'name',
      'subject',
      'account_id as accountId',
      'session_id as sessionId',
      'ip',
      'user_agent as userAgent',
      'request_id as requestId',
      'facts',
      'personal_facts as personalFacts',
      'position',
      'hash',
    ])
    .where('chain', '=', chain)
    .where('position', '>', after)
    .orderBy('position')
    .limit(most)
    .execute()
}

export type StreamedEvent = Awaited<ReturnType<typeof listSealedAfter>>[number]
