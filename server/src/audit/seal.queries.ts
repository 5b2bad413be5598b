import { type RawBuilder, sql } from 'kysely'
import { type Db, isPostgres, type Tx } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { AuditName } from './audit-events.ts'
import type { ChainName, RecordedEvent, Seal } from './chain.ts'

/**
 * The record of an erasure allows the absence of what it erased. Only the erasure itself seals it, in its own transaction:
 * one that is found unsealed was written by somebody else, stays unsealed, and is an alarm.
 */
export const sealedByItself: AuditName = 'audit.person_forgotten'

/** Cheap look before the checkpoint is taken, so that an idle worker writes nothing. */
export async function hasUnsealed(db: Db): Promise<boolean> {
  return (await findUnsealed(db, {})).length > 0
}

const findUnsealed = hotQuery(
  (db) =>
    db
      .selectFrom('audit_event')
      .select('id')
      .where('position', 'is', null)
      .where('name', '<>', sealedByItself)
      .limit(1),
  { mayTakeLong: true },
)

/** When the oldest event was recorded that is not sealed yet, and how many there are. */
export async function findBacklog(db: Db): Promise<{ oldest: Date; events: number } | undefined> {
  const [first] = await db
    .selectFrom('audit_event')
    .select('at')
    .where('position', 'is', null)
    .orderBy('at')
    .limit(1)
    .execute()
  if (!first) return undefined
  const { events } = await db
    .selectFrom('audit_event')
    .select((eb) => eb.fn.countAll<number>().as('events'))
    .where('position', 'is', null)
    .executeTakeFirstOrThrow()
  return { oldest: first.at, events }
}

/** The time as one text on both engines, to the last digit that the engine keeps. */
export function exactTime(db: Db): RawBuilder<string | null> {
  if (isPostgres(db)) return sql`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
  return sql`strftime('%Y-%m-%dT%H:%M:%S.', at / 1000, 'unixepoch') || substr('000' || (at % 1000), -3) || '000Z'`
}

/** Documents come as they are stored: one that somebody damaged must not stop the work. */
export function documentText(column: 'facts' | 'personal_facts'): RawBuilder<string> {
  return sql<string>`cast(${sql.ref(column)} as text)`
}

/** What the seal covers, in the words it is sealed and verified in. */
export function sealedContent(db: Db) {
  return [
    'id',
    'name',
    exactTime(db).as('at'),
    documentText('facts').as('facts'),
    'account_id as accountId',
    'session_id as sessionId',
    'ip',
    'user_agent as userAgent',
    'request_id as requestId',
    documentText('personal_facts').as('personalFacts'),
  ] as const
}

/**
 * Events that are not sealed yet, in the order of their times.
 * @param erasure the record of an erasure that this very transaction has made; no other one is told
 */
export async function listUnsealed(
  tx: Tx,
  { erasure, most }: { erasure: string | undefined; most: number },
): Promise<RecordedEvent[]> {
  return tx
    .selectFrom('audit_event')
    .select(sealedContent(tx))
    .where('position', 'is', null)
    .where((eb) => eb.or([eb('name', '<>', sealedByItself), ...(erasure ? [eb('id', '=', erasure)] : [])]))
    .orderBy('audit_event.at')
    .orderBy('id')
    .limit(most)
    .execute()
}

export type NewSeal = Seal & { id: string; chain: ChainName }

/** Puts the seals beside their events. */
export async function storeSeals(tx: Tx, seals: readonly NewSeal[]): Promise<void> {
  if (isPostgres(tx)) {
    await sql`update audit_event set subject = seal.subject, salt = seal.salt, personal_digest = seal."personalDigest",
        chain = seal.chain, position = seal.position, hash = seal.hash
      from jsonb_to_recordset(${seals}::jsonb) as seal (id uuid, subject text, salt text, "personalDigest" text,
        chain text, position bigint, hash text)
      where audit_event.id = seal.id`.execute(tx)
    return
  }
  // Nothing travels here: single statements, prepared once, are as good.
  for (const seal of seals) await storeSeal(tx, seal)
}

const storeSeal = hotQuery<NewSeal, never>((db, seal) =>
  db
    .updateTable('audit_event')
    .set({
      subject: seal.subject,
      salt: seal.salt,
      personal_digest: seal.personalDigest,
      chain: seal.chain,
      position: seal.position,
      hash: seal.hash,
    })
    .where('id', '=', seal.id),
)

/** The last place that is taken in a chain. */
export async function findLast(db: Db, chain: ChainName): Promise<{ position: number | null } | undefined> {
  return db
    .selectFrom('audit_event')
    .select('position')
    .where('chain', '=', chain)
    .where('position', 'is not', null)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
}
