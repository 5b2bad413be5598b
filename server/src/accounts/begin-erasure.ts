import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { cancelProofs, hasLiveProof, issueProof } from '../proofs/proof.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { type Account, findAccount } from './accounts.queries.ts'
import { type AskedBy, type Erasure, findErasure, saveErasure } from './erasures.queries.ts'
import { deactivateAccount } from './switch-account.ts'

type Wish = {
  account: Account
  by: AskedBy
  /** Not to be stopped by the owner: as soon as the tokens that other services trust have run out. */
  final?: boolean
}

/**
 * Switches an account off and sets the day on which it is erased, in the transaction of the wish. The owner is mailed the
 * way to keep it. A wish repeated neither shortens nor stretches the delay; a final one can shorten it.
 * @returns when it is erased
 */
export async function beginErasure(app: App, tx: Tx, caller: Caller | undefined, wish: Wish): Promise<Date> {
  const { by, final = false } = wish
  const { id: accountId } = wish.account
  await holdAccount(tx, accountId)
  const [account = wish.account] = await findAccount(tx, { id: accountId })
  const known = await findErasure(tx, accountId)
  const now = app.now()
  await deactivateAccount(app, tx, caller, { accountId, by })
  const erasure: Erasure = {
    accountId,
    askedAt: known?.askedAt ?? now,
    askedBy: by,
    dueAt: dueOf(app, known, { now, final }),
    wasActive: known?.wasActive ?? account.isActive,
  }
  await saveErasure(tx, erasure)
  const facts = { by, dueAt: erasure.dueAt.toISOString() }
  await recordEvent(app, tx, caller, { name: 'account.erasure_asked', accountId, facts })
  if (final) await cancelProofs(app, tx, accountId, ['cancel_erasure'])
  else await mailWayBack(app, tx, caller, { account, dueAt: erasure.dueAt })
  return erasure.dueAt
}

/** Mails how to keep the account to its present address; an earlier link stops working. */
export async function mailWayBack(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  { account, dueAt }: { account: Account; dueAt: Date },
): Promise<void> {
  const minutes = Math.max(0, (dueAt.getTime() - app.now().getTime()) / 60_000)
  const proof = { accountId: account.id, purpose: 'cancel_erasure', target: account.email, minutes } as const
  const { token } = await issueProof(app, tx, proof)
  const facts = { cancelLink: pageLink(app, 'keep-account', token), until: dueAt.toISOString() }
  await orderMail(app, tx, account, { kind: 'erasure_begun', facts, from: caller && originOf(caller) })
}

/**
 * Mails how to keep an account that was brought back to another address, where its erasure goes on: the way to keep it
 * may have gone to a stranger. A final erasure has none.
 * @param account with the address to tell
 */
export async function mailWayBackAgain(app: App, tx: Tx, caller: Caller, account: Account): Promise<void> {
  const erasure = await findErasure(tx, account.id)
  if (!erasure || !(await hasLiveProof(app, tx, account.id, 'cancel_erasure'))) return
  await mailWayBack(app, tx, caller, { account, dueAt: erasure.dueAt })
}

/**
 * An access token of a session that was just ended is told of by the revocation list, which is read off the sessions:
 * they have to outlast it.
 */
function dueOf(app: App, known: Erasure | undefined, { now, final }: { now: Date; final: boolean }): Date {
  const usual = known?.dueAt ?? new Date(now.getTime() + app.config.eraseDays * 86_400_000)
  if (!final) return usual
  const soon = new Date(now.getTime() + app.config.tokens.accessMinutes * 60_000)
  return soon < usual ? soon : usual
}
