import { tokenDigest } from '../base/random.ts'
import type { NotMe } from '../outbox/mail-order.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import type { StoredEvent, StoredIdentity } from '../platform/db/stored-json.ts'
import { type FoundProof, issueProof } from './proof.ts'
import { findProofByToken, listEventsSince, supersedeUndosSince } from './proofs.queries.ts'

/** Longer than most people leave their mail unread, and as long as a change of address can be taken back. */
const minutes = 7 * 1440

/** What the owner is told of, and may say of that it was not they. */
export type ToldEvent = {
  readonly accountId: string
  /** The mailbox that is told: that of the account when it happened. */
  readonly address: string
  readonly kind: string
  readonly thing?: string | undefined
  readonly sessionId?: string | undefined
  readonly removed?: StoredIdentity | undefined
}

/**
 * Makes the "this wasn't me" link of the mail about an event, in its transaction. Each event has its own: a newer one
 * leaves the older links as they are.
 */
export async function issueNotMeLink(app: App, tx: Tx, event: ToldEvent): Promise<NotMe> {
  const { accountId, address: target, kind, thing = null, sessionId = null, removed = null } = event
  const about = { kind, thing, sessionId, removed }
  const { token } = await issueProof(app, tx, { accountId, purpose: 'not_me', target, minutes, about })
  return { link: `${app.config.frontendUrl}/this-was-not-me?token=${encodeURIComponent(token)}`, validFor: minutes }
}

/** An event as its link names it; `proof.target` is the mailbox that was told. */
export type NamedEvent = { readonly proof: FoundProof; readonly at: Date; readonly about: StoredEvent }
export type EventLookup =
  | { readonly found: 'live'; readonly event: NamedEvent }
  /** By this link, or with an event before it. */
  | { readonly found: 'undone' }
  | { readonly found: 'none' }

/** Looks a "this wasn't me" link up without consuming it; one that ended unused is as good as none. */
export async function lookUpNotMeLink(app: App, token: string): Promise<EventLookup> {
  const [row] = await findProofByToken(app.db, { purpose: 'not_me', digest: tokenDigest(token) })
  if (!row?.about) return { found: 'none' }
  if (row.consumedAt !== null || row.supersededAt !== null) return { found: 'undone' }
  if (row.expiresAt <= app.now()) return { found: 'none' }
  const proof = { id: row.id, accountId: row.accountId, target: row.target }
  return { found: 'live', event: { proof, at: row.createdAt, about: row.about } }
}

/**
 * The links to other services that an event took away from its account, or since a moment the session that did it,
 * newest first. What another session took away may have been the owner's clearing up.
 */
export async function listRemovedBy(db: Db, { proof, about }: NamedEvent, since: Date): Promise<StoredIdentity[]> {
  const events = await listEventsSince(db, proof.accountId, since)
  const theirs = events.filter(
    (one) => one.id === proof.id || (about.sessionId !== null && one.about?.sessionId === about.sessionId),
  )
  return theirs.flatMap((one) => one.about?.removed ?? [])
}

/**
 * Ends the links of an account by which something since a moment could be undone: that is done, and they may have gone
 * to whoever did it. Those of earlier events stay. So do those of a mailbox that was told of something before the one
 * that says so: of several mailboxes the oldest has the last word, whoever is quicker.
 */
export async function cancelUndosSince(app: App, tx: Tx, { proof }: NamedEvent, since: Date): Promise<void> {
  const { accountId, target } = proof
  await supersedeUndosSince(tx, { accountId, target, since }, app.now())
}
