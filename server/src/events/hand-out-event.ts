import { randomUUID } from 'node:crypto'
import type { Deliverer } from '../outbox/deliver.ts'
import { nextPosition } from '../outbox/next-position.ts'
import { forgetDeliveriesOf, insertDelivery } from './deliveries.queries.ts'
import { listSubscriptions } from './endpoints.queries.ts'
import { eventDocument } from './event-document.ts'
import { keptDays } from './keep-deliveries.ts'

/**
 * Makes one delivery of an event for each endpoint that wants it; handed out twice it is still one. A stopped endpoint
 * gets its own too: they wait until it goes on.
 */
export const handOutEvent: Deliverer<'webhook_event'> = (app, { payload }) =>
  app.transaction(async (tx) => {
    const { userId, type, eventId } = payload
    const at = new Date(payload.at)
    const isFarewell = type === 'user.deleted'
    // Events of one user come in their order: those that were still in the outbox at the erasure are deliveries by now.
    if (isFarewell) await forgetDeliveriesOf(tx, userId, app.now())
    const body = JSON.stringify(eventDocument(payload))
    for (const { id, eventTypes } of await listSubscriptions(tx)) {
      if (eventTypes.length > 0 && !eventTypes.includes(type)) continue
      await insertDelivery(tx, {
        id: randomUUID(),
        endpoint_id: id,
        event_id: eventId,
        event_type: type,
        user_id: isFarewell ? null : userId,
        body,
        position: nextPosition(app),
        state: 'pending',
        attempts: 0,
        due_at: app.now(),
        created_at: at,
        kept_until: new Date(at.getTime() + keptDays * 86_400_000),
      })
    }
  })
