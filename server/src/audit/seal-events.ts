import { randomBytes } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import type { AuditChains } from '../platform/db/schema.ts'
import { traced } from '../platform/tracing/tracing.ts'
import { digestPersonal, eventHash, type RecordedEvent, subjectOf } from './chain.ts'
import { takeCheckpoint } from './checkpoint.queries.ts'
import { type Checkpoint, moveCheckpoint, openCheckpoint } from './checkpoint.ts'
import { chainOf } from './event-rules.ts'
import { hasUnsealed, listUnsealed, type NewSeal, storeSeals } from './seal.queries.ts'
import { noteSeen } from './watch-chains.ts'

/** Events of one transaction. On SQLite nobody else writes meanwhile, so it takes but a few milliseconds. */
export const sealsAtOnce = 100

/**
 * Seals a batch of the events that wait, in the order of their times. The place in the chain is given here and not when an
 * event is recorded: so nobody waits for anybody to record one, and one that is committed late is sealed late, but never
 * passed over.
 * @returns how many; 0 when none waits or another worker is at it
 * @throws Error when the checkpoint is not ours
 */
export async function sealDue(app: App): Promise<number> {
  if (!(await hasUnsealed(app.db))) return 0
  const sealed = await traced(app.tracing, { name: 'seal audit events' }, () =>
    app.db.transaction().execute(async (tx) => {
      const stored = await takeCheckpoint(tx, 'pass')
      return stored && sealBatch(app, tx, openCheckpoint(app.sealer, stored))
    }),
  )
  if (!sealed) return 0
  noteSeen(app, sealed.chains)
  return sealed.events
}

/**
 * Seals a batch, in a transaction that has taken the checkpoint.
 * @param erasure the record of an erasure that this transaction has made
 * @returns where the chains stand now
 */
export async function sealBatch(
  app: App,
  tx: Tx,
  checkpoint: Checkpoint,
  erasure?: string,
): Promise<{ chains: AuditChains; events: number }> {
  const events = await listUnsealed(tx, { erasure, most: sealsAtOnce })
  if (events.length === 0) return { chains: checkpoint.chains, events: 0 }
  const chains = { main: { ...checkpoint.chains.main }, brief: { ...checkpoint.chains.brief } }
  await storeSeals(
    tx,
    events.map((event) => sealOne(checkpoint.key, chains, event)),
  )
  await moveCheckpoint(app, tx, { key: checkpoint.key, chains })
  return { chains, events: events.length }
}

/** Gives an event the next place in its chain, which grows by it. */
function sealOne(key: Uint8Array, chains: AuditChains, event: RecordedEvent): NewSeal {
  const chain = chainOf(event.name)
  const end = chains[chain]
  const position = end.ends + 1
  const subject = event.accountId === null ? null : subjectOf(key, event.accountId)
  const salt = randomBytes(16).toString('base64url')
  const personalDigest = digestPersonal(salt, event)
  const hash = eventHash(key, { chain, position, before: end.endsHash }, { ...event, subject, personalDigest })
  end.ends = position
  end.endsHash = hash
  return { id: event.id, chain, position, hash, subject, salt, personalDigest }
}
