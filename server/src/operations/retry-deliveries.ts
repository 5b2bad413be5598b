import { recordEvent } from '../audit/record-event.ts'
import { reviveItems } from '../outbox/outbox.queries.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'

/**
 * Has the worker try again what was given up. What is older than the outbox's patience of three days gets one try.
 * @param ids of outbox items, or all that were given up
 * @param alongside what else stands or falls with it
 * @returns how many will be tried; those that do not exist, or still wait by themselves, are passed over
 */
export function retryDeliveries(
  app: App,
  ids: readonly string[] | 'all',
  alongside: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<number> {
  return app.transaction(async (tx) => {
    await alongside(tx)
    const items = await reviveItems(tx, { ids, dueAt: app.now() })
    if (items > 0) await recordEvent(app, tx, undefined, { name: 'outbox.retried', accountId: null, facts: { items } })
    return items
  })
}
