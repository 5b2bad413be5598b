import type { Account } from '../accounts/accounts.queries.ts'
import type { Caller, Person } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import { lookUpCode, useProof } from '../proofs/proof.ts'
import { attemptFactor } from '../protection/attempt-factor.ts'
import { noteAdded } from './change-factors.ts'
import { confirmPending, savePending } from './factors.queries.ts'

type Confirming = { person: Person; account: Account; kind: 'email' | 'sms'; code: string }

/**
 * Makes an address or number that was sent a code a second factor, with that code. What was active before of the same
 * kind is replaced: another number is another binding.
 * @returns false for a wrong code
 * @throws Problem `rate_limited`
 */
export function confirmCodeFactor(app: App, caller: Caller, confirming: Confirming): Promise<boolean> {
  const { person, account, kind, code } = confirming
  return attemptFactor(app, { accountId: account.id, kind: `${kind}-setup` }, async () => {
    const proof = await lookUpCode(app, `confirm_${kind}_factor`, account.id, code)
    if (!proof || (kind === 'email' && proof.target !== account.email)) return false
    return app.transaction(async (tx) => {
      if (!(await useProof(app, tx, proof))) return false
      const now = app.now()
      const of = { accountId: account.id, kind } as const
      await savePending(tx, { ...of, target: proof.target, seed: null, until: now })
      await confirmPending(tx, { ...of, pendingUntil: now, seed: null, lastStep: 0 }, now)
      await noteAdded(app, tx, caller, { person, account, kind })
      return true
    })
  })
}
