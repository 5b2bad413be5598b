import type { App } from '../platform/app.ts'
import { countByState, type DeliveryState } from './deliveries.queries.ts'

export const deliveryStates: readonly DeliveryState[] = ['pending', 'delivered', 'dead']
export type DeliveryCounts = Record<DeliveryState, number>

/** How many deliveries stand how. @returns what tells it of one endpoint */
export async function countDeliveries(app: App): Promise<(endpointId: string) => DeliveryCounts> {
  const [pending, delivered, dead] = [
    await countByState(app.db, 'pending'),
    await countByState(app.db, 'delivered'),
    await countByState(app.db, 'dead'),
  ]
  const of = (rows: typeof pending, id: string): number => rows.find(({ endpointId }) => endpointId === id)?.count ?? 0
  return (id) => ({ pending: of(pending, id), delivered: of(delivered, id), dead: of(dead, id) })
}
