import type { Caller, Person } from '../base/caller.ts'
import { type FieldErrors, fieldProblem } from '../base/problem.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import { provePasswordOrFresh } from '../passwords/prove-password.ts'
import type { App } from '../platform/app.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { findAccount } from './accounts.queries.ts'
import { deactivateAccount } from './switch-account.ts'

/**
 * A person switches their own account off.
 * @throws Problem `invalid_input` for a wrong password or without the confirmation
 */
export async function deactivate(
  app: App,
  caller: Caller,
  person: Person,
  input: { password: string; confirm_deactivation: boolean },
): Promise<void> {
  if (person.hasFactor) requireFresh(app, person)
  const faults: Record<string, readonly string[]> = {}
  const right = await provePasswordOrFresh(app, caller, person, input.password)
  if (!right) faults.password = ['Password is incorrect.']
  if (!input.confirm_deactivation) faults.confirm_deactivation = ['You must confirm account deactivation.']
  if (Object.keys(faults).length > 0) throw fieldProblem(faults satisfies FieldErrors)
  const [account] = await findAccount(app.db, { id: person.accountId })
  await app.transaction(async (tx) => {
    const changed = await deactivateAccount(app, tx, caller, { accountId: person.accountId, by: 'owner' })
    if (!changed || !account) return
    const facts = { when: app.now().toISOString() }
    const event = { sessionId: person.sessionId }
    await orderMail(app, tx, account, { kind: 'account_deactivated', facts, from: originOf(caller), event })
  })
}
