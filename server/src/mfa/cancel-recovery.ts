import { type Account, findAccount } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { cancelProofs, lookUpToken, useProof } from '../proofs/proof.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { deleteRecovery } from './factor-recovery.queries.ts'

/**
 * The owner objects to a recovery by the mailed link.
 * @throws Problem `invalid_token`, also when the recovery is over
 */
export async function objectToRecovery(app: App, caller: Caller, token: string): Promise<void> {
  const lookup = await lookUpToken(app, 'cancel_factor_recovery', token)
  const [account] = lookup.found === 'live' ? await findAccount(app.db, { id: lookup.proof.accountId }) : []
  if (lookup.found !== 'live' || !account) throw new Problem('invalid_token')
  await app.transaction(async (tx) => {
    await holdAccount(tx, account.id)
    if (!(await useProof(app, tx, lookup.proof))) throw new Problem('invalid_token')
    if (!(await cancelRecovery(app, tx, caller, { account, by: 'owner' }))) throw new Problem('invalid_token')
  })
}

/**
 * Ends the recovery of an account, if one is under way, records it and tells the owner.
 * @returns whether there was one
 */
export async function cancelRecovery(
  app: App,
  tx: Tx,
  caller: Caller,
  { account, by }: { account: Account; by: 'owner' | 'sign_in' },
): Promise<boolean> {
  if (!(await deleteRecovery(tx, account.id))) return false
  await cancelProofs(app, tx, account.id, ['recover_factors', 'cancel_factor_recovery'])
  await recordEvent(app, tx, caller, { name: 'factors.recovery_cancelled', accountId: account.id, facts: { by } })
  const facts = { when: app.now().toISOString() }
  await orderMail(app, tx, account, { kind: 'factor_recovery_cancelled', facts, from: originOf(caller) })
  return true
}
