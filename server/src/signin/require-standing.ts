import { type Account, noteLogin } from '../accounts/accounts.queries.ts'
import { Problem } from '../base/problem.ts'
import { findEnabledPasswordDate } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { isFrozen } from '../protection/freeze.ts'
import { isLinked } from '../social/identities.queries.ts'

/**
 * What a sign-in rests on: the password that was looked at, by its date (undefined when the account had none), or an
 * identity at another service; `neither` for a door that looked at none of them.
 */
export type Basis = { readonly passwordDate: Date | undefined } | { readonly identityId: string } | 'neither'

/**
 * Notes a sign-in and makes sure that what allowed it still holds. The first factor is checked before the transaction,
 * which must not wait for a hash or another service; here it must still hold.
 * @returns the account as it is by now: the address and roles of before are not to be told of
 * @throws Problem `bad_credentials` when the account was switched off or frozen, its password replaced or disabled or the
 *   link taken away meanwhile
 */
export async function requireStanding(app: App, tx: Tx, accountId: string, basis: Basis): Promise<Account> {
  const account = await noteLogin(tx, accountId, app.now())
  if (!account || !(await holds(tx, accountId, basis))) throw new Problem('bad_credentials')
  return account
}

async function holds(tx: Tx, accountId: string, basis: Basis): Promise<boolean> {
  if (basis !== 'neither' && 'passwordDate' in basis) {
    const [present] = await findEnabledPasswordDate(tx, { accountId })
    return present?.changedAt.getTime() === basis.passwordDate?.getTime()
  }
  // The statement that waited for the row sees no freeze that was committed meanwhile; one dropped the password above.
  if (await isFrozen(tx, accountId)) return false
  return basis === 'neither' || isLinked(tx, { id: basis.identityId, accountId })
}
