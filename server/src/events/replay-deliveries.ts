import { recordEvent } from '../audit/record-event.ts'
import type { App } from '../platform/app.ts'
import type { Alongside } from '../platform/db/db.ts'
import { type Replayed, reviveDeliveries } from './deliveries.queries.ts'
import { holdEndpoint } from './endpoints.queries.ts'

/**
 * Sends deliveries to an endpoint again, with the `webhook-id` they had and the whole schedule of attempts before them.
 * Those of people who were erased are not kept and do not come again.
 * @returns how many; undefined for no such endpoint
 */
export function replayDeliveries(
  app: App,
  { endpointId, which }: { endpointId: string; which: Replayed },
  alongside: Alongside = async () => undefined,
): Promise<number | undefined> {
  return app.transaction(async (tx) => {
    if (!(await holdEndpoint(tx, endpointId))) return undefined
    await alongside(tx)
    const deliveries = await reviveDeliveries(tx, { endpointId, which, now: app.now() })
    const facts = { endpointId, deliveries }
    if (deliveries > 0) await recordEvent(app, tx, undefined, { name: 'webhook.replayed', accountId: null, facts })
    return deliveries
  })
}
