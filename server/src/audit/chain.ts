import { createHash, createHmac } from 'node:crypto'
import type { AuditChains } from '../platform/db/schema.ts'

export type ChainName = keyof AuditChains

export const chainNames: readonly ChainName[] = ['main', 'brief']

/** A recorded event as the database holds it; documents and times as text, so that a damaged one can still be read. */
export type RecordedEvent = {
  id: string
  /** `2030-01-31T12:00:00.000000Z` */
  at: string | null
  name: string
  facts: string
  accountId: string | null
  sessionId: string | null
  ip: string
  userAgent: string
  requestId: string
  personalFacts: string | null
}

/** What the seal puts beside an event. */
export type Seal = {
  subject: string | null
  salt: string | null
  personalDigest: string
  position: number
  hash: string
}

export type SealedEvent = RecordedEvent & Omit<Seal, 'personalDigest'> & { personalDigest: string | null }

/** Where in a chain an event stands, and what stands before it. */
export type Link = { chain: ChainName; position: number; before: string }

/**
 * The hash of an event in its chain: HMAC-SHA-256 under the log's own key over what stays of the event for ever, the
 * digest of what can be erased, and the hash before it. docs/logging.md defines the text.
 */
export function eventHash(
  key: Uint8Array,
  { chain, position, before }: Link,
  event: Pick<SealedEvent, 'id' | 'at' | 'name' | 'facts' | 'subject' | 'personalDigest'>,
): string {
  const { id, at, name, facts, subject, personalDigest } = event
  return mark(key, ['event', chain, position, before, id, at, name, subject, read(facts), personalDigest])
}

/** The digest of what is personal in an event. Without the salt, nobody can try who it might have been. */
export function digestPersonal(salt: string, event: RecordedEvent): string {
  const { accountId, sessionId, ip, userAgent, requestId, personalFacts } = event
  const text = canonical([salt, accountId, sessionId, ip, userAgent, requestId, read(personalFacts)])
  return createHash('sha256').update(text).digest('base64url')
}

/**
 * The pseudonym of an account: the same in all its events, and telling nothing of it to who has not the key. Who has it
 * finds the events of an account id even when the person was erased.
 */
export function subjectOf(key: Uint8Array, accountId: string): string {
  return mark(key, ['subject', accountId])
}

/** @returns 43 characters, base64url */
export function mark(key: Uint8Array, content: readonly unknown[]): string {
  return createHmac('sha256', key).update(canonical(content)).digest('base64url')
}

/** A time as `exactTime` reads it, to the microsecond that one engine keeps. */
export function exactText(at: Date): string {
  return at.toISOString().replace('Z', '000Z')
}

/** A stored document; one that is damaged counts as the text it is. */
function read(document: string | null): unknown {
  if (document === null) return null
  try {
    return JSON.parse(document)
  } catch {
    return document
  }
}

/** One text for one value, whatever order the database keeps members in: the JSON of RFC 8785. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
