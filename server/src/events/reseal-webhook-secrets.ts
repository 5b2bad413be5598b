import type { App } from '../platform/app.ts'
import { type Resealed, resealValue } from '../platform/reseal.ts'
import { listSealed, replaceSealed } from './endpoints.queries.ts'

/** Seals the secrets of webhooks under the current `SECRET_KEY`. */
export const resealWebhookSecrets = (app: App): Promise<Resealed> => resealColumn(app, 'sealed_secret')
/** The same for secrets that were rotated and still sign. */
export const resealOldWebhookSecrets = (app: App): Promise<Resealed> => resealColumn(app, 'old_sealed_secret')

async function resealColumn(app: App, column: 'sealed_secret' | 'old_sealed_secret'): Promise<Resealed> {
  const counts = { resealed: 0, unreadable: 0 }
  for (const { id, sealed } of await listSealed(app.db, column)) {
    if (sealed === null) continue
    const value = resealValue(app.sealer, { purpose: 'webhook-secret', context: id, sealed })
    if (value === 'unreadable') counts.unreadable += 1
    if (typeof value === 'string') continue
    await replaceSealed(app.db, column, { id, old: sealed, new: value })
    counts.resealed += 1
  }
  return counts
}
