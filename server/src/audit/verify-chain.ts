import type { Db } from '../platform/db/db.ts'
import type { AuditChain } from '../platform/db/schema.ts'
import { type ChainName, digestPersonal, eventHash, type SealedEvent } from './chain.ts'
import type { Findings } from './findings.ts'
import { type Misfit, placeMisfits } from './place-misfits.ts'
import { listSealed } from './verify.queries.ts'

type Placed = SealedEvent & { position: number }

/** What one verification keeps while it reads. */
export type Reading = {
  readonly db: Db
  readonly key: Uint8Array
  readonly findings: Findings
  /** Pseudonyms whose events were found empty, with the first place of each. */
  readonly emptied: Map<string, { chain: ChainName; position: number; eventId: string }>
  /** Pseudonyms whose erasure is recorded. */
  readonly forgotten: Set<string>
  /** Hashes that stand at the places an operator has asked about. */
  readonly asked: Map<string, string | undefined>
  /** Where a chain begins by now: the service may remove old events while we read. */
  readonly present: (chain: ChainName) => Promise<AuditChain>
  /** Told after each batch how many events were read. */
  readonly onRead: (events: number) => void
}

/** How far a chain was read, and what may stand before the next event; `removed` when that is no longer asked. */
export type Head = { position: number; hashes: readonly string[] | 'removed' }

const batch = 500

/**
 * Reads a stretch of a chain and notes what is wrong in it.
 * @returns the head behind it
 */
export async function verifyStretch(reading: Reading, chain: ChainName, from: Head, upTo: number): Promise<Head> {
  let head = from
  const misfits: Misfit[] = []
  for (;;) {
    const events = await listSealed(reading.db, chain, { after: head.position, upTo, most: batch })
    for (const event of events) {
      if (event.position > head.position + 1) head = await crossGap(reading, chain, head, event.position)
      head = verifyEvent(reading, { chain, head, event, misfits })
    }
    reading.onRead(events.length)
    if (events.length < batch) break
  }
  for (const finding of placeMisfits(reading.key, chain, misfits)) reading.findings.add(finding)
  return head.position < upTo ? crossGap(reading, chain, head, upTo + 1) : head
}

/** Goes on at `next`, before which events are gone: removed with age while we read, or else a fault. */
async function crossGap(reading: Reading, chain: ChainName, { position }: Head, next: number): Promise<Head> {
  const { begins, beginsHash } = await reading.present(chain)
  const from = Math.max(position, begins) + 1
  if (from === next) return { position: next - 1, hashes: [beginsHash] }
  if (from > next) return { position: next - 1, hashes: 'removed' }
  const count = next - from
  const says = count === 1 ? 'the event that was sealed here is gone' : `${count} events that were sealed here are gone`
  reading.findings.add({ what: 'missing', chain, position: from, upTo: next - 1, says })
  return { position: next - 1, hashes: [] }
}

/** Holds the end that was read against the one that is signed. */
export function verifyEnd({ findings }: Reading, chain: ChainName, head: Head, { endsHash }: AuditChain): void {
  if (head.hashes === 'removed' || head.hashes.length === 0 || head.hashes.includes(endsHash)) return
  const says = 'the last event is not the one that the checkpoint was signed for'
  findings.add({ what: 'checkpoint', chain, position: head.position, says })
}

type Step = { chain: ChainName; head: Head; event: Placed; misfits: Misfit[] }

function verifyEvent(reading: Reading, { chain, head, event, misfits }: Step): Head {
  const { position, hash } = event
  const place = `${chain}:${position}`
  if (reading.asked.has(place)) reading.asked.set(place, hash)
  if (head.hashes === 'removed') return { position, hashes: [hash] }
  const computed = head.hashes.map((before) => eventHash(reading.key, { chain, position, before }, event))
  const fits = computed.includes(hash)
  if (fits) verifyPersonal(reading, chain, event)
  else misfits.push({ event, befores: head.hashes })
  // Where only the hash itself was altered, the next event still follows on the true one.
  return { position, hashes: fits ? [hash] : [hash, ...computed] }
}

function verifyPersonal(reading: Reading, chain: ChainName, event: Placed): void {
  const { id: eventId, position, salt, subject } = event
  if (event.name === 'audit.person_forgotten') for (const one of subjectsIn(event.facts)) reading.forgotten.add(one)
  if (salt !== null) {
    if (digestPersonal(salt, event) === event.personalDigest) return
    const says = 'who it was, or from where, is not what was sealed with the event'
    reading.findings.add({ what: 'personal', chain, position, eventId, says })
    return
  }
  if (!isEmptied(event) || subject === null) {
    const says = 'who it was and from where was taken away or put there behind the seal'
    reading.findings.add({ what: 'personal', chain, position, eventId, says })
  } else if (!reading.emptied.has(subject)) reading.emptied.set(subject, { chain, position, eventId })
}

function isEmptied({ accountId, sessionId, ip, userAgent, requestId, personalFacts }: Placed): boolean {
  const nothing = accountId === null && sessionId === null && personalFacts === null
  return nothing && ip === '' && userAgent === '' && requestId === ''
}

/** The facts of an event whose hash was right. */
function subjectsIn(facts: string): string[] {
  return (JSON.parse(facts) as { subjects: string[] }).subjects
}
