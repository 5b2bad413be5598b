import { noteLogin } from '../accounts/accounts.queries.ts'
import { Problem } from '../base/problem.ts'
import { findPasswordDate } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { isLinked } from '../social/identities.queries.ts'

/**
 * What a sign-in rests on: the password that was looked at, by its date (undefined when the account had none), or an
 * identity at another service; `neither` for a door that looked at none of them.
 */
export type Basis = { readonly passwordDate: Date | undefined } | { readonly identityId: string } | 'neither'

/**
 * Notes a sign-in and makes sure that what allowed it still holds. The first factor is checked before the transaction,
 * which must not wait for a hash or another service; here it must still hold.
 * @throws Problem `bad_credentials` when the account was switched off, its password replaced or the link taken away
 *   meanwhile
 */
export async function requireStanding(app: App, tx: Tx, accountId: string, basis: Basis): Promise<void> {
  const isActive = await noteLogin(tx, accountId, app.now())
  if (!isActive || !(await holds(tx, accountId, basis))) throw new Problem('bad_credentials')
}

async function holds(tx: Tx, accountId: string, basis: Basis): Promise<boolean> {
  if (basis === 'neither') return true
  if ('identityId' in basis) return isLinked(tx, { id: basis.identityId, accountId })
  const [present] = await findPasswordDate(tx, { accountId })
  return present?.changedAt.getTime() === basis.passwordDate?.getTime()
}
