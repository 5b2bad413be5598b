import type { App } from '../platform/app.ts'
import { type Resealed, resealValue } from '../platform/reseal.ts'
import { replaceSealedKey, takeCheckpoint } from './checkpoint.queries.ts'
import { keyContext } from './checkpoint.ts'

/** Seals the key of the audit log under the current `SECRET_KEY`. */
export async function resealAuditKey(app: App): Promise<Resealed> {
  return app.transaction(async (tx) => {
    const stored = await takeCheckpoint(tx, 'wait')
    if (!stored || stored.sealedKey.length === 0) return { resealed: 0, unreadable: 0 }
    const value = resealValue(app.sealer, { purpose: 'audit-key', context: keyContext, sealed: stored.sealedKey })
    if (typeof value === 'string') return { resealed: 0, unreadable: value === 'unreadable' ? 1 : 0 }
    await replaceSealedKey(tx, value)
    return { resealed: 1, unreadable: 0 }
  })
}
