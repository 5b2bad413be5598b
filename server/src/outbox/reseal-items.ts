import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { type Resealed, resealValue } from '../platform/reseal.ts'
import { listPayloads, replacePayload } from './outbox.queries.ts'

/** Items of one transaction, so that the service is not kept waiting. */
const batch = 200
const beforeAllIds = '00000000-0000-0000-0000-000000000000'

/** Seals what still waits in the outbox under the current `SECRET_KEY`. */
export async function resealItems(app: App): Promise<Resealed> {
  const counts = { resealed: 0, unreadable: 0 }
  let after: string | undefined = beforeAllIds
  while (after !== undefined) {
    const from: string = after
    after = await app.transaction((tx) => resealBatch(app, tx, from, counts))
  }
  return counts
}

/** @returns the last id of a full batch; undefined when there can be no more */
async function resealBatch(
  app: App,
  tx: Tx,
  after: string,
  counts: { resealed: number; unreadable: number },
): Promise<string | undefined> {
  const items = await listPayloads(tx, after, batch)
  for (const { id, payload } of items) {
    const value = resealValue(app.sealer, { purpose: 'outbox-payload', context: id, sealed: payload })
    if (value === 'unreadable') counts.unreadable += 1
    if (typeof value === 'string') continue
    await replacePayload(tx, id, value)
    counts.resealed += 1
  }
  return items.length === batch ? items.at(-1)?.id : undefined
}
