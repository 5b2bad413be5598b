import { findAccount } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { lookUpToken, useProof } from '../proofs/proof.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { deleteIdentity, listIdentities } from './identities.queries.ts'
import { otherWays } from './other-ways.ts'
import { findProvider } from './providers.ts'

/**
 * Takes a link away; the right to do so was proved before. The mail about it can put the link back.
 * @throws Problem `not_found` without such a link; `last_sign_in_method` when nothing else would open the account
 */
export async function unlinkAccount(app: App, caller: Caller, person: Person, provider: string): Promise<void> {
  const { accountId, sessionId } = person
  const [account] = await findAccount(app.db, { id: accountId })
  if (!account) throw new Problem('user_not_found')
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    const removed = await deleteIdentity(tx, { accountId, provider })
    if (!removed) throw new Problem('not_found')
    if (!(await hasAnotherWay(app, tx, accountId))) throw new Problem('last_sign_in_method')
    await recordEvent(app, tx, caller, { name: 'social.unlinked', accountId, sessionId, facts: { provider } })
    const name = findProvider(app, provider)?.name ?? provider
    const { id: thing } = removed
    const event = { thing, sessionId, removed: { ...removed, createdAt: removed.createdAt.toISOString() } }
    const facts = { provider: name, when: app.now().toISOString() }
    await orderMail(app, tx, account, { kind: 'social_unlinked', facts, from: originOf(caller), event })
  })
}

/**
 * The owner says that it was not they who linked: the link goes, and so does every session, since one of them was the
 * stranger's.
 * @throws Problem `invalid_token`
 */
export async function undoLink(app: App, caller: Caller, token: string): Promise<void> {
  const lookup = await lookUpToken(app, 'undo_social_link', token)
  if (lookup.found !== 'live') throw new Problem('invalid_token')
  const { accountId, target: id } = lookup.proof
  await app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    if (!(await useProof(app, tx, lookup.proof))) throw new Problem('invalid_token')
    const removed = await deleteIdentity(tx, { accountId, id })
    const facts = { provider: removed?.provider ?? '' }
    await endSessionsOf(app, tx, caller, { accountId, reason: 'social_link_undone' })
    await recordEvent(app, tx, caller, { name: 'social.link_undone', accountId, facts })
  })
}

/** Links to a provider that is not there any more open nothing. */
async function hasAnotherWay(app: App, tx: Tx, accountId: string): Promise<boolean> {
  const links = await listIdentities(tx, accountId)
  const opens = links.some(({ provider }) => findProvider(app, provider) !== undefined)
  return opens || (await otherWays(tx, accountId)).length > 0
}
