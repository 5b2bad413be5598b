import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { deleteExpiredUnverified, deleteUnverified } from './accounts.queries.ts'

/**
 * Removes the account that stands on an address without having proved it, in the transaction in which somebody else
 * proves the mailbox. Else whoever moved an account away could bar its way back by registering the address anew.
 */
export async function removeUnverified(app: App, tx: Tx, caller: Caller, emailKey: string): Promise<void> {
  const removed = await deleteUnverified(tx, emailKey)
  await noteRemoved(app, tx, caller, { removed, reason: 'address_proved_by_another' })
}

/**
 * Gives up accounts whose address was not proved in time; the worker's task.
 * @param most how many at once
 * @returns how many there were
 */
export async function expireUnverified(app: App, most: number): Promise<number> {
  const createdBefore = new Date(app.now().getTime() - app.config.passwords.unverifiedDays * 86_400_000)
  return app.transaction(async (tx) => {
    const removed = await deleteExpiredUnverified(tx, createdBefore, most)
    await noteRemoved(app, tx, undefined, { removed, reason: 'never_verified' })
    return removed.length
  })
}

type Removal = { removed: readonly { id: string }[]; reason: 'address_proved_by_another' | 'never_verified' }

async function noteRemoved(app: App, tx: Tx, caller: Caller | undefined, { removed, reason }: Removal): Promise<void> {
  for (const { id } of removed) {
    await recordEvent(app, tx, caller, { name: 'account.removed', accountId: id, facts: { reason } })
    await enqueueEvent(app, tx, { type: 'user.deleted', userId: id, facts: { user_id: id, reason } })
  }
}
