import type { Caller, Person } from '../base/caller.ts'
import { type FieldErrors, fieldProblem, Problem } from '../base/problem.ts'
import { provePassword } from '../passwords/prove-password.ts'
import type { App } from '../platform/app.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { findAccount } from './accounts.queries.ts'
import { beginErasure } from './begin-erasure.ts'

/**
 * A person wants their own account erased. With a second factor, or without the password, a fresh proof is needed.
 * @returns when it is erased
 * @throws Problem `invalid_input` for a wrong password or without the confirmation, `reauthentication_required`,
 *   `token_not_valid` for all but the first of several wishes at once
 */
export async function askErasure(
  app: App,
  caller: Caller,
  person: Person,
  input: { password?: string | undefined; confirm: boolean },
): Promise<Date> {
  const { password, confirm } = input
  if (person.hasFactor || password === undefined) requireFresh(app, person)
  const faults: Record<string, readonly string[]> = {}
  const right = password === undefined || (await provePassword(app, caller, person, password))
  if (!right) faults.password = ['Password is incorrect.']
  if (!confirm) faults.confirm = ['You must confirm that the account is to be erased.']
  if (Object.keys(faults).length > 0) throw fieldProblem(faults satisfies FieldErrors)
  return app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    const [account] = await findAccount(tx, { id: person.accountId })
    if (!account) throw new Problem('user_not_found')
    return beginErasure(app, tx, caller, { account, by: 'owner' })
  })
}
