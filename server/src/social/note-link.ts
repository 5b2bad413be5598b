import { randomUUID } from 'node:crypto'
import type { Account } from '../accounts/accounts.queries.ts'
import { fillProfile } from '../accounts/fill-profile.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { issueProof } from '../proofs/proof.ts'
import { insertIdentity } from './identities.queries.ts'
import type { Proof } from './kept-proof.ts'
import { findProvider } from './providers.ts'

/** As for a change of address. */
const undoMinutes = 7 * 1440

/** What was so before: nothing, as with a new account; an account of the proved address; one that nobody had proved. */
export type LinkedBy = 'sign_up' | 'verified_address' | 'unverified_address' | 'owner'

/**
 * Links an outside identity to an account, records it, and tells the owner with a way to undo it; in the transaction of
 * whatever allows it.
 * @returns the identity's id
 */
export async function addLink(
  app: App,
  tx: Tx,
  caller: Caller,
  { account, proof, by, sessionId }: { account: Account; proof: Proof; by: LinkedBy; sessionId?: string },
): Promise<string> {
  const { provider, issuer, subject, email, name, picture } = proof.identity
  const id = randomUUID()
  const now = app.now()
  await insertIdentity(tx, {
    ...{ id, account_id: account.id, provider, issuer, subject },
    ...{ email: email ?? null, sealed_tokens: sealTokens(app, id, proof.accessToken) },
    ...{ created_at: now, last_used_at: now },
  })
  await recordEvent(app, tx, caller, { name: 'social.linked', accountId: account.id, facts: { provider, by } })
  await fillProfile(app, tx, account.id, { displayName: name, avatarUrl: picture })
  if (by !== 'sign_up') await tellOwner(app, tx, caller, { account, id, provider, by, sessionId })
  return id
}

/** What is kept of a provider's tokens: nothing, unless the settings say so. */
export function sealTokens(app: App, identityId: string, accessToken: string | undefined): Uint8Array | null {
  if (!app.config.social.storeTokens || accessToken === undefined) return null
  return app.sealer.seal('provider-token', accessToken, identityId)
}

type Told = { account: Account; id: string; provider: string; by: LinkedBy; sessionId: string | undefined }

async function tellOwner(app: App, tx: Tx, caller: Caller, told: Told): Promise<void> {
  const { account, id, provider, by, sessionId } = told
  const event = { thing: id, sessionId }
  const from = originOf(caller)
  const words = { provider: findProvider(app, provider)?.name ?? provider, when: app.now().toISOString() }
  if (by === 'unverified_address') {
    const facts = { ...words, resetLink: pageLink(app, 'forgot-password') }
    return orderMail(app, tx, account, { kind: 'account_claimed', facts, from, event })
  }
  const proof = { accountId: account.id, purpose: 'undo_social_link', target: id, minutes: undoMinutes } as const
  const { token } = await issueProof(app, tx, proof)
  const facts = { ...words, undoLink: pageLink(app, 'undo-social-link', token), validFor: undoMinutes }
  await orderMail(app, tx, account, { kind: 'social_linked', facts, from, event })
}
