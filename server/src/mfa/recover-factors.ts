import type { Account } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { fieldProblem } from '../base/problem.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import type { RequestOrigin } from '../outbox/topics.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { type FoundProof, issueProof, lookUpCode, useProof } from '../proofs/proof.ts'
import { attemptFactor } from '../protection/attempt-factor.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { useBackupCode } from './backup-codes.queries.ts'
import { findBackupCode } from './backup-codes.ts'
import { findRecovery, saveRecovery } from './factor-recovery.queries.ts'

/** How long half an agreement is remembered: an administrator's, or that of whoever proved the mailbox. */
export const halfDays = 7

type Wish = { account: Account; code: string; backupCode: string | undefined }
type Agreed = 'mail' | 'approval'

/**
 * Somebody whose factors are lost proves the mailbox with a mailed code; a backup code beside it sets the day on which
 * the factors go, and without one an administrator must agree (NIST SP 800-63B-4 section 4.2.2.2: two ways of recovery, or
 * one and a factor). The owner is told and can object until then.
 * @returns when the factors go; null while an administrator's word is missing
 * @throws Problem `invalid_input` for a wrong code, `rate_limited` when the guesses are used up
 */
export async function proveMailbox(app: App, caller: Caller, wish: Wish): Promise<Date | null> {
  const { account, code, backupCode } = wish
  const proof = await lookUpCode(app, 'recover_factors', account.id, code)
  if (!proof) throw fieldProblem({ code: ['Invalid code.'] })
  if (backupCode === undefined)
    return app.transaction((tx) => note(app, tx, caller, { account, proof, approved: false }))
  let dueAt: Date | null = null
  // In one transaction, so that a backup code is not used up for a mailed one that somebody else was quicker with.
  const right = await attemptFactor(app, { accountId: account.id, kind: 'backup_code' }, async () => {
    const found = await findBackupCode(app, app.db, { accountId: account.id, code: backupCode })
    return app.transaction(async (tx) => {
      if (!(await useBackupCode(tx, found, app.now()))) return false
      dueAt = await note(app, tx, caller, { account, proof, approved: true })
      return true
    })
  })
  if (!right) throw fieldProblem({ backup_code: ['Invalid backup code.'] })
  return dueAt
}

type Proved = { account: Account; proof: FoundProof; approved: boolean }

async function note(app: App, tx: Tx, caller: Caller, { account, proof, approved }: Proved): Promise<Date | null> {
  await holdAccount(tx, account.id)
  if (!(await useProof(app, tx, proof))) throw fieldProblem({ code: ['Invalid code.'] })
  const facts = { approved }
  await recordEvent(app, tx, caller, { name: 'factors.recovery_asked', accountId: account.id, facts })
  const agreed = approved ? (['mail', 'approval'] as const) : (['mail'] as const)
  return agree(app, tx, account, { agreed, from: originOf(caller) })
}

/**
 * Writes down who has agreed to a recovery. With both sides the delay begins, once; a wish repeated neither shortens nor
 * stretches it. The owner is mailed the way to object.
 */
export async function agree(
  app: App,
  tx: Tx,
  account: Account,
  { agreed, from }: { agreed: readonly Agreed[]; from: RequestOrigin | undefined },
): Promise<Date | null> {
  const now = app.now()
  const known = await findRecovery(tx, account.id)
  const isStale = known?.dueAt === null && known.askedAt.getTime() < now.getTime() - halfDays * 86_400_000
  const former = known && !isStale ? known : { askedAt: now, mailProvedAt: null, approvedAt: null, dueAt: null }
  const mailProvedAt = agreed.includes('mail') ? now : former.mailProvedAt
  const approvedAt = agreed.includes('approval') ? now : former.approvedAt
  const delay = app.config.factors.recoveryHours * 3_600_000
  const dueAt = former.dueAt ?? (mailProvedAt && approvedAt ? new Date(now.getTime() + delay) : null)
  await saveRecovery(tx, { accountId: account.id, askedAt: former.askedAt, mailProvedAt, approvedAt, dueAt })
  const minutes = halfDays * 1440 + app.config.factors.recoveryHours * 60
  const proof = { accountId: account.id, purpose: 'cancel_factor_recovery', target: account.email, minutes } as const
  const { token } = await issueProof(app, tx, proof)
  const cancelLink = pageLink(app, 'cancel-factor-recovery', token)
  if (dueAt === null) await orderMail(app, tx, account, { kind: 'factor_recovery_asked', facts: { cancelLink }, from })
  else {
    const facts = { cancelLink, until: dueAt.toISOString() }
    await orderMail(app, tx, account, { kind: 'factor_recovery_begun', facts, from })
  }
  return dueAt
}

/**
 * An administrator agrees that the factors of an account go.
 * @returns when they go; null until their owner has proved the mailbox
 */
export function approveRecovery(app: App, account: Account): Promise<Date | null> {
  return app.transaction((tx) => approve(app, tx, account))
}

/** As `approveRecovery`, in the transaction of a greater act. */
export async function approve(app: App, tx: Tx, account: Account): Promise<Date | null> {
  await holdAccount(tx, account.id)
  const facts = { by: 'operator' } as const
  await recordEvent(app, tx, undefined, { name: 'factors.recovery_approved', accountId: account.id, facts })
  return agree(app, tx, account, { agreed: ['approval'], from: undefined })
}
