import type { DeliveryCounts } from '../events/count-deliveries.ts'
import type { ListedDelivery } from '../events/deliveries.queries.ts'
import type { ListedEndpoint } from '../events/endpoints.queries.ts'
import { Id, Instant, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { nullableInstant } from './people.reply.ts'

const state = { description: '`pending`, `delivered` or `dead`' }

export const EndpointReply = Type.Object({
  id: Id,
  url: Type.String(),
  events: Type.Array(Type.String(), { description: 'Empty for all' }),
  status: Type.String({ description: '`active`, `paused`, or stopped by itself: `gone`, `failing`' }),
  created_at: Instant,
  failing_since: nullableInstant('Since when nothing has arrived'),
  rests_until: nullableInstant('Until when it asked to be left alone'),
  old_until: nullableInstant('Until when what signed before the newest signs beside it'),
  deliveries: Type.Object({ pending: Type.Integer(), delivered: Type.Integer(), dead: Type.Integer() }),
})

export function toEndpoint(endpoint: ListedEndpoint, deliveries: DeliveryCounts, now: Date) {
  const { id, url, status, eventTypes: events, createdAt, failingSince, restsUntil, oldSecretUntil } = endpoint
  const later = (at: Date | null) => (at !== null && at > now ? toInstant(at) : null)
  return {
    ...{ id, url, events, status, created_at: toInstant(createdAt) },
    failing_since: failingSince && toInstant(failingSince),
    rests_until: later(restsUntil),
    old_until: later(oldSecretUntil),
    deliveries,
  }
}

export const DeliveryReply = Type.Object({
  event_id: Id,
  event_type: Type.String(),
  state: Type.String(state),
  attempts: Type.Integer(),
  happened_at: Instant,
  due_at: nullableInstant('When it is tried next, while it is pending'),
  last_attempt_at: nullableInstant('Null before the first'),
  last_status: Type.Union([Type.Integer(), Type.Null()]),
  last_error: Type.Union([Type.String(), Type.Null()]),
})

export function toDelivery(delivery: ListedDelivery) {
  const { eventId, eventType, attempts, createdAt, dueAt, lastAttemptAt, lastStatus, lastError } = delivery
  return {
    ...{ event_id: eventId, event_type: eventType, state: delivery.state, attempts: Number(attempts) },
    happened_at: toInstant(createdAt),
    due_at: delivery.state === 'pending' ? toInstant(dueAt) : null,
    last_attempt_at: lastAttemptAt && toInstant(lastAttemptAt),
    last_status: lastStatus,
    last_error: lastError,
  }
}
