import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { cancelProofs } from '../proofs/proof.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { findAccount, setActive } from './accounts.queries.ts'
import { keepOff } from './erasures.queries.ts'
import { endFirstAdminLinks } from './first-admin.queries.ts'
import { stopErasure } from './stop-erasure.ts'

/** Switches an account off: nobody can sign in, every session ends, pending links stop working. */
export async function deactivateAccount(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  act: { accountId: string; by: 'owner' | 'operator' },
): Promise<boolean> {
  const { accountId, by } = act
  const changed = await setActive(tx, accountId, false, app.now())
  if (!changed) return false
  await endSessionsOf(app, tx, caller, { accountId, reason: 'deactivated' })
  await cancelProofs(app, tx, accountId, ['verify_email', 'reset_password', 'change_email'])
  await recordEvent(app, tx, caller, { name: 'account.deactivated', accountId, facts: { by } })
  await enqueueEvent(app, tx, { type: 'user.deactivated', userId: accountId, facts: { user_id: accountId } })
  return true
}

/**
 * An operator switches an account off. One that waits to be erased is off already: it then also stays off when its owner
 * keeps it. @returns false when nothing was left to do
 */
export async function deactivateByOperator(app: App, tx: Tx, accountId: string): Promise<boolean> {
  // As an erasure begins and as it is kept: the account's row first.
  await holdAccount(tx, accountId)
  const by = 'operator'
  if (await deactivateAccount(app, tx, undefined, { accountId, by })) return true
  if (!(await keepOff(tx, accountId))) return false
  await recordEvent(app, tx, undefined, { name: 'account.deactivated', accountId, facts: { by } })
  return true
}

type Asker = { caller?: Caller; by: 'owner' | 'operator' }

/** Switches an account on again, which also ends its wait to be erased. @param asker an operator unless told */
export async function reactivateAccount(
  app: App,
  tx: Tx,
  accountId: string,
  { caller, by }: Asker = { by: 'operator' },
): Promise<boolean> {
  // As an erasure begins and as it is done: the account's row first.
  await holdAccount(tx, accountId)
  await stopErasure(app, tx, caller, { accountId, by })
  const changed = await setActive(tx, accountId, true, app.now())
  if (!changed) return false
  const [account] = await findAccount(tx, { id: accountId })
  if (account?.roles.includes('admin')) await endFirstAdminLinks(tx)
  await recordEvent(app, tx, caller, { name: 'account.reactivated', accountId, facts: { by } })
  await enqueueEvent(app, tx, { type: 'user.reactivated', userId: accountId, facts: { user_id: accountId } })
  return true
}
