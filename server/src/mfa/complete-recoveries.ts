import { findAccount } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import { orderMail } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import { cancelProofs } from '../proofs/proof.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { dropFactors } from './drop-factors.ts'
import { deleteStaleRecoveries, listDueRecoveries, takeDueRecovery } from './factor-recovery.queries.ts'
import { halfDays } from './recover-factors.ts'

/**
 * Takes away the factors whose recovery is due; the worker's task. Every session ends, the owner is told, and the next
 * sign-in is by the first factor alone. An account with which it fails is logged and keeps no other waiting.
 * @param most how many accounts at once
 * @returns how many there were
 */
export async function completeRecoveries(app: App, most: number): Promise<number> {
  const due = await listDueRecoveries(app.db, app.now(), most)
  for (const { accountId } of due) {
    await completeRecovery(app, accountId).catch((error: unknown) =>
      app.log.error({ err: error, accountId }, 'lost factors could not be removed and will be tried again'),
    )
  }
  const askedBefore = new Date(app.now().getTime() - halfDays * 86_400_000)
  return due.length + (await deleteStaleRecoveries(app.db, askedBefore, most))
}

async function completeRecovery(app: App, accountId: string): Promise<void> {
  await app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    const [account] = await findAccount(tx, { id: accountId })
    if (!account || !(await takeDueRecovery(tx, accountId, app.now()))) return
    const kinds = await dropFactors(app, tx, accountId)
    await endSessionsOf(app, tx, undefined, { accountId, reason: 'factors_reset' })
    await cancelProofs(app, tx, accountId, [
      'second_factor_email',
      'second_factor_sms',
      'confirm_email_factor',
      'confirm_sms_factor',
      'recover_factors',
      'cancel_factor_recovery',
    ])
    await recordEvent(app, tx, undefined, { name: 'factors.reset', accountId, facts: { kinds } })
    const facts = { when: app.now().toISOString() }
    await orderMail(app, tx, account, { kind: 'factors_reset', facts, from: undefined })
  })
}
