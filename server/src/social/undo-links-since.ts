import type { Tx } from '../platform/db/db.ts'
import { listRemovedBy, type NamedEvent } from '../proofs/not-me-link.ts'
import { deleteFlowsOf } from './flows.queries.ts'
import { deleteIdentitiesSince, restoreIdentity } from './identities.queries.ts'

export type UndoneLinks = {
  readonly removed: boolean
  readonly restored: boolean
  /** Whether one could not be put back, because it opens another account by now. */
  readonly lost: boolean
}

/**
 * Takes away the links to other services that an account got since a moment, and puts those back that it had before and
 * lost since, by the event that was told of or the session that did it. Tokens of a provider were not kept with them.
 */
export async function undoLinksSince(tx: Tx, event: NamedEvent, since: Date): Promise<UndoneLinks> {
  const { accountId } = event.proof
  await deleteFlowsOf(tx, accountId)
  const removed = await deleteIdentitiesSince(tx, accountId, since)
  const before = (await listRemovedBy(tx, event, since)).filter(({ createdAt }) => new Date(createdAt) < since)
  let restored = 0
  for (const { id, provider, issuer, subject, email, createdAt } of before) {
    const isBack = await restoreIdentity(tx, {
      ...{ id, account_id: accountId, provider, issuer, subject, email },
      ...{ sealed_tokens: null, created_at: new Date(createdAt), last_used_at: null },
    })
    if (isBack) restored += 1
  }
  return { removed: removed.length > 0, restored: restored > 0, lost: restored < before.length }
}
