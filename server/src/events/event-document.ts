import type { ServiceEvent } from '../outbox/topics.ts'

/** What other services read of an event, by the stream and by webhooks alike; its members are part of the contract. */
export function eventDocument({ eventId, type, at, facts }: Omit<ServiceEvent, 'userId'>) {
  return { event_id: eventId, event_type: type, timestamp: at.replace('Z', '+00:00'), version: 1, payload: facts }
}
