import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { deleteExpiredUnverified, deleteUnverified, listExpiredUnverified } from './accounts.queries.ts'
import { forgetAccount } from './forget-account.ts'

/**
 * Removes the account that stands on an address without having proved it, in the transaction in which somebody else
 * proves the mailbox. Else whoever moved an account away could bar its way back by registering the address anew. Its
 * events are kept as they are: they tell of an attempt on that address.
 */
export async function removeUnverified(app: App, tx: Tx, caller: Caller, emailKey: string): Promise<void> {
  const reason = 'address_proved_by_another'
  for (const { id } of await deleteUnverified(tx, emailKey)) {
    await recordEvent(app, tx, caller, { name: 'account.removed', accountId: id, facts: { reason } })
    await enqueueEvent(app, tx, { type: 'user.deleted', userId: id, facts: { user_id: id, reason } })
  }
}

/**
 * Gives up accounts whose address was not proved in time, each in a transaction of its own; the worker's task.
 * @param most how many at once
 * @returns how many there were
 */
export async function expireUnverified(app: App, most: number): Promise<number> {
  const createdBefore = new Date(app.now().getTime() - app.config.passwords.unverifiedDays * 86_400_000)
  const expired = await listExpiredUnverified(app.db, createdBefore, most)
  for (const { id } of expired) {
    await app.transaction(async (tx) => {
      await holdAccount(tx, id)
      if (await deleteExpiredUnverified(tx, id, createdBefore)) await forgetAccount(app, tx, id, 'never_verified')
    })
  }
  return expired.length
}
