import { findAccount } from '../accounts/accounts.queries.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { accountOfBlock, liftBlock } from '../protection/blocks.ts'
import { actOnAccount, type Deed, recordDeed, type Staff } from './staff-act.ts'

/**
 * Lifts one block. Where it is about an account that is done to the account, as any other act: not to the own, so that
 * whoever got hold of a session cannot go on guessing, and not to that of a higher role.
 * @throws Problem `not_found` for what does not block at this moment, and what `actOnAccount` throws
 */
export async function liftOneBlock(
  app: App,
  staff: Staff,
  { id, reason }: { id: string; reason: string },
): Promise<void> {
  const deed: Deed = { act: 'blocks.lift', reason }
  const about = accountOfBlock(id)
  const [account] = about === null ? [] : await findAccount(app.db, { id: about })
  const lift = async (tx: Tx) => {
    if (!(await liftBlock(app, tx, { id, accountId: account?.id ?? null }))) throw new Problem('not_found')
  }
  if (account) return actOnAccount(app, staff, { ...deed, accountId: account.id }, lift)
  const record = recordDeed(app, staff, deed)
  await app.transaction(async (tx) => {
    await record(tx)
    await lift(tx)
  })
}
