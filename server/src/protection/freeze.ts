import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import { endFreeze, findFreeze, saveFreeze } from './freeze.queries.ts'

/**
 * Freezes an account: no password, key or other service opens it, and what was begun to open it before it thaws never
 * does. Only a new password, by the mailbox or by an operator, ends it. In the transaction of whoever records it.
 */
export async function freezeAccount(app: App, tx: Tx, accountId: string): Promise<void> {
  await saveFreeze(tx, accountId, app.now())
}

/** Whether nothing opens the account until it gets a new password. */
export async function isFrozen(db: Db, accountId: string): Promise<boolean> {
  return (await findFreeze(db, accountId)) !== undefined
}

/** Ends a freeze, if there is one, in the transaction that sets a new password. */
export async function thawAccount(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  { accountId, by }: { accountId: string; by: 'reset' | 'operator' },
): Promise<void> {
  if (!(await endFreeze(tx, accountId, app.now()))) return
  await recordEvent(app, tx, caller, { name: 'account.thawed', accountId, facts: { by } })
}
