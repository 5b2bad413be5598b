import { randomUUID } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { enqueue } from './enqueue.ts'

export type EventType =
  | 'user.created'
  | 'user.updated'
  | 'user.deleted'
  | 'user.deactivated'
  | 'user.reactivated'
  | 'user.email_verified'
  | 'session.revoked'

/**
 * Tells other services of an act, in its transaction; those of one user arrive in their order.
 * Without Redis there is nobody to tell and nothing is kept.
 */
export async function enqueueEvent(
  app: App,
  tx: Tx,
  event: { type: EventType; userId: string; facts: Record<string, unknown> },
): Promise<void> {
  if (!app.redis) return
  await enqueue(app, tx, {
    topic: 'event',
    orderingKey: `event:${event.userId}`,
    payload: { ...event, at: app.now().toISOString(), eventId: randomUUID() },
  })
}
