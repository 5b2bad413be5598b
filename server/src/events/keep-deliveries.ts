import type { App } from '../platform/app.ts'
import { countByState, deleteKept } from './deliveries.queries.ts'

/** How long a delivery can be sent again, and how long one that cannot be delivered waits. */
export const keptDays = 30

/** Removes deliveries whose time has passed. @param most how many at once @returns how many there were */
export function removeOldDeliveries(app: App, most: number): Promise<number> {
  const now = app.now()
  return deleteKept(app.db, { now, eldest: new Date(now.getTime() - keptDays * 86_400_000), most })
}

/** Shows in the metrics how many deliveries wait and how many were given up, for each endpoint. */
export async function watchDeliveries(app: App): Promise<void> {
  const { webhookDeliveries } = app.metrics
  const [pending, dead] = [await countByState(app.db, 'pending'), await countByState(app.db, 'dead')]
  // What was removed is shown no more.
  webhookDeliveries.reset()
  for (const { endpointId, count } of pending)
    webhookDeliveries.set({ endpoint: endpointId, state: 'pending' }, count ?? 0)
  for (const { endpointId, count } of dead) webhookDeliveries.set({ endpoint: endpointId, state: 'dead' }, count ?? 0)
}
