import { forgetPerson } from '../audit/forget-person.ts'
import { recordEvent } from '../audit/record-event.ts'
import { forgetDeliveriesOf } from '../events/deliveries.queries.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { deleteCountersOf } from '../protection/attempts.queries.ts'

export type Reason = 'never_verified' | 'requested_by_owner' | 'requested_by_operator'

/**
 * Clears what the removal of an account's row leaves behind, in the transaction of the removal: its counters go, its
 * events stay under a pseudonym, and other services are told.
 */
export async function forgetAccount(app: App, tx: Tx, accountId: string, reason: Reason): Promise<void> {
  await deleteCountersOf(tx, accountId)
  await forgetDeliveriesOf(tx, accountId, app.now())
  await recordEvent(app, tx, undefined, { name: 'account.removed', accountId, facts: { reason } })
  await enqueueEvent(app, tx, { type: 'user.deleted', userId: accountId, facts: { user_id: accountId, reason } })
  await forgetPerson(app, tx, accountId)
}
