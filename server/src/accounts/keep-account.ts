import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { lookUpToken, useProof } from '../proofs/proof.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { stopErasure } from './stop-erasure.ts'
import { reactivateAccount } from './switch-account.ts'

/**
 * The owner keeps an account that was to be erased, by the mailed link. It is switched on again if it was on before; one
 * that an operator had switched off stays off.
 * @throws Problem `invalid_token`, also when the account is erased or kept already
 */
export async function keepAccount(app: App, caller: Caller, token: string): Promise<void> {
  const lookup = await lookUpToken(app, 'cancel_erasure', token)
  if (lookup.found !== 'live') throw new Problem('invalid_token')
  const { proof } = lookup
  const { accountId } = proof
  await app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    if (!(await useProof(app, tx, proof))) throw new Problem('invalid_token')
    const stopped = await stopErasure(app, tx, caller, { accountId, by: 'owner' })
    if (!stopped) throw new Problem('invalid_token')
    if (stopped.wasActive) await reactivateAccount(app, tx, accountId, { caller, by: 'owner' })
  })
}
