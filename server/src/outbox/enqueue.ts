import { randomUUID } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { insertItem } from './outbox.queries.ts'
import type { Topic, Topics } from './topics.ts'

/**
 * Puts something to be sent into the transaction of the act that causes it: both happen or neither.
 * @param orderingKey items with the same key are delivered one after the other, in this order; without one the item
 *   waits for nobody
 */
export async function enqueue<T extends Topic>(
  app: App,
  tx: Tx,
  order: { topic: T; payload: Topics[T]; orderingKey?: string },
): Promise<void> {
  const id = randomUUID()
  const now = app.now()
  await insertItem(tx, {
    id,
    position: app.hold(makePositions)(now),
    topic: order.topic,
    ordering_key: order.orderingKey ?? id,
    // Links and codes are in there; nothing of them is readable in a copy of the database.
    payload: app.sealer.seal('outbox-payload', JSON.stringify(order.payload), id),
    attempts: 0,
    due_at: now,
    claimed_until: null,
    created_at: now,
    failed_at: null,
    last_error: null,
  })
}

/** Positions rise strictly within a process and follow the clock across processes. */
function makePositions(): (now: Date) => number {
  let last = 0
  return (now) => {
    last = Math.max(last + 1, now.getTime() * 256)
    return last
  }
}
