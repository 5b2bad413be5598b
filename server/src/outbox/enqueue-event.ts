import { randomUUID } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { enqueue } from './enqueue.ts'
import { findAnyEndpoint } from './outbox.queries.ts'

/** Everything that other services are told of. */
export const eventTypes = [
  'user.created',
  'user.updated',
  'user.deleted',
  'user.deactivated',
  'user.reactivated',
  'user.email_verified',
  'session.revoked',
] as const
export type EventType = (typeof eventTypes)[number]

/**
 * Tells other services of an act, in its transaction; those of one user arrive in their order. Where there is neither
 * Redis nor an endpoint of webhooks there is nobody to tell, and nothing is kept.
 */
export async function enqueueEvent(
  app: App,
  tx: Tx,
  event: { type: EventType; userId: string; facts: Record<string, unknown> },
): Promise<void> {
  const payload = { ...event, at: app.now().toISOString(), eventId: randomUUID() }
  if (app.redis) await enqueue(app, tx, { topic: 'event', orderingKey: `event:${event.userId}`, payload })
  // An item of its own, so that neither waits for the other.
  const [endpoint] = await findAnyEndpoint(tx, {})
  if (endpoint) await enqueue(app, tx, { topic: 'webhook_event', orderingKey: `webhook:${event.userId}`, payload })
}
