import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import type { Account } from './accounts.queries.ts'
import { mailWayBackAgain } from './begin-erasure.ts'
import { findErasure } from './erasures.queries.ts'
import { stopErasure } from './stop-erasure.ts'
import { reactivateAccount } from './switch-account.ts'

/**
 * Ends the erasure that a session of the account asked for since a moment. One that an operator wants, or that is older,
 * goes on.
 * @param account as it is by now, with the address to tell; `moved` when it was brought back to that: its owner is then
 *   mailed anew how to keep an account whose erasure goes on, unless it is final
 * @returns whether one was ended
 */
export async function stopErasureSince(
  app: App,
  tx: Tx,
  caller: Caller,
  { account, since, moved }: { account: Account; since: Date; moved: boolean },
): Promise<boolean> {
  const erasure = await findErasure(tx, account.id)
  if (erasure?.askedBy !== 'owner' || erasure.askedAt < since) {
    if (moved) await mailWayBackAgain(app, tx, caller, account)
    return false
  }
  await stopErasure(app, tx, caller, { accountId: account.id, by: 'owner' })
  if (erasure.wasActive) await reactivateAccount(app, tx, account.id, { caller, by: 'owner' })
  return true
}
