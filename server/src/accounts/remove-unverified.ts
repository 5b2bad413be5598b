import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { deleteUnverified } from './accounts.queries.ts'

/**
 * Removes the account that stands on an address without having proved it, in the transaction in which somebody else
 * proves the mailbox. Else whoever moved an account away could bar its way back by registering the address anew.
 */
export async function removeUnverified(app: App, tx: Tx, caller: Caller, emailKey: string): Promise<void> {
  for (const { id } of await deleteUnverified(tx, emailKey)) {
    const reason = 'address_proved_by_another'
    await recordEvent(app, tx, caller, { name: 'account.removed', accountId: id, facts: { reason } })
    await enqueueEvent(app, tx, { type: 'user.deleted', userId: id, facts: { user_id: id, reason } })
  }
}
