import { findAccount } from '../accounts/accounts.queries.ts'
import { deactivateAccount } from '../accounts/switch-account.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import { dropPassword } from '../passwords/set-password.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import { cancelUndosSince, lookUpNotMeLink, type NamedEvent } from '../proofs/not-me-link.ts'
import { cancelProofs, issueProof, type ProofPurpose, useProof } from '../proofs/proof.ts'
import { freezeAccount } from '../protection/freeze.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { findSession, holdAccount } from '../sessions/sessions.queries.ts'
import type { NotUndone, Undone } from '../words/words.ts'
import { type Undoing, undoSince } from './undo-since.ts'

export type Disowned = {
  /** False when this was done before, by this link or by that of an earlier event. */
  readonly now: boolean
  readonly undone: readonly Undone[]
  readonly notUndone: readonly NotUndone[]
}

const before: Disowned = { now: false, undone: [], notUndone: [] }

/** Whoever did it may have done more before, in the same session; not what is older than this. */
const reachHours = 24
/** The rows of one act get their times one after the other, on clocks of several nodes. */
const marginSeconds = 60

/** Whatever was mailed to open the account or to change what opens it. The way to keep it is no such thing. */
const openers: ProofPurpose[] = [
  ...(['verify_email', 'reset_password', 'change_email', 'confirm_email_factor', 'second_factor_email'] as const),
  ...(['confirm_sms_factor', 'second_factor_sms', 'recover_factors', 'cancel_factor_recovery'] as const),
]

/**
 * The owner of an account says, by the mailed link, that an event was not their doing. All at once: every session ends,
 * everything that was added or changed since is taken back, nothing opens the account until a new password is set, and the
 * link to set one goes to the mailbox that was told of the event. Pressed again it changes nothing.
 * @throws Problem `invalid_token` for a link that never was, or ended unused
 */
export async function disownEvent(app: App, caller: Caller, token: string): Promise<Disowned> {
  const lookup = await lookUpNotMeLink(app, token)
  if (lookup.found === 'none') throw new Problem('invalid_token')
  if (lookup.found === 'undone') return before
  const { event } = lookup
  return app.transaction(async (tx) => {
    await holdAccount(tx, event.proof.accountId)
    // Of simultaneous presses one gets it.
    return (await useProof(app, tx, event.proof)) ? takeBack(app, tx, caller, event) : before
  })
}

async function takeBack(app: App, tx: Tx, caller: Caller, event: NamedEvent): Promise<Disowned> {
  const { accountId } = event.proof
  const [account] = await findAccount(tx, { id: accountId })
  if (!account) throw new Problem('invalid_token')
  const since = await beginningOf(tx, event)
  await endSessionsOf(app, tx, caller, { accountId, reason: 'not_me' })
  await cancelProofs(app, tx, accountId, openers)
  await cancelUndosSince(app, tx, event, since)
  await dropPassword(tx, accountId)
  const undoing = await undoSince(app, tx, caller, { account, event, since })
  const { undone, notUndone } = undoing
  await freezeAccount(app, tx, accountId)
  // The mailbox that the account has now is a stranger's: a reset by it must not open the account.
  if (notUndone.includes('address')) await deactivateAccount(app, tx, caller, { accountId, by: 'owner' })
  const { kind, thing } = event.about
  const facts = { event: kind, eventAt: event.at.toISOString(), thing, undone }
  await recordEvent(app, tx, caller, { name: 'account.frozen', accountId, facts })
  await mailWayIn(app, tx, caller, { event, undoing })
  return { now: true, undone, notUndone }
}

/** From when on what was done to the account counts as the stranger's. */
async function beginningOf(db: Db, { about, at }: NamedEvent): Promise<Date> {
  const [session] = about.sessionId === null ? [] : await findSession(db, { sessionId: about.sessionId })
  const reach = at.getTime() - reachHours * 3_600_000
  const opened = Math.max(session?.createdAt.getTime() ?? at.getTime(), reach)
  return new Date(Math.min(opened, at.getTime()) - marginSeconds * 1000)
}

/** To the mailbox that was told of the event, wherever the account is by now. */
async function mailWayIn(
  app: App,
  tx: Tx,
  caller: Caller,
  { event, undoing }: { event: NamedEvent; undoing: Undoing },
): Promise<void> {
  const { account, undone, notUndone } = undoing
  const owner = { ...account, email: event.proof.target }
  const words = { event: event.about.kind, undone: { back: undone, left: notUndone } }
  const from = originOf(caller)
  if (!account.isActive || notUndone.includes('address')) {
    return orderMail(app, tx, owner, { kind: 'account_frozen_off', facts: words, from })
  }
  const minutes = app.config.passwords.resetMinutes
  const proof = { accountId: account.id, purpose: 'reset_password', target: account.email, minutes } as const
  const { token, code } = await issueProof(app, tx, proof)
  const facts = { ...words, link: pageLink(app, 'reset-password', token), code, validFor: minutes }
  await orderMail(app, tx, owner, { kind: 'account_frozen', facts, from })
}
