import { noteLogin } from '../accounts/accounts.queries.ts'
import { Problem } from '../base/problem.ts'
import { findPasswordDate } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'

/**
 * The date of the password that was looked at: undefined when the account had none; `not_asked` by a door that did not
 * look at it.
 */
export type PasswordDate = Date | undefined | 'not_asked'

/**
 * Notes a sign-in and makes sure that what allowed it still holds. The password is checked before the transaction, which
 * must not wait for a hash; here it must still be the one.
 * @throws Problem `bad_credentials` when the account was switched off or its password replaced meanwhile
 */
export async function requireStanding(app: App, tx: Tx, accountId: string, date: PasswordDate): Promise<void> {
  const isActive = await noteLogin(tx, accountId, app.now())
  if (!isActive || !(await isPasswordOf(tx, accountId, date))) throw new Problem('bad_credentials')
}

async function isPasswordOf(tx: Tx, accountId: string, date: PasswordDate): Promise<boolean> {
  if (date === 'not_asked') return true
  const [present] = await findPasswordDate(tx, { accountId })
  return present?.changedAt.getTime() === date?.getTime()
}
