import type { App } from '../platform/app.ts'
import { type Resealed, resealValue } from '../platform/reseal.ts'
import { listKeys, replaceSealedKey } from './keys.queries.ts'

/** Seals the private signing keys under the current `SECRET_KEY`. */
export function resealKeys(app: App): Promise<Resealed> {
  return app.transaction(async (tx) => {
    const counts = { resealed: 0, unreadable: 0 }
    for (const { kid, sealedPrivate } of await listKeys(tx)) {
      const value = resealValue(app.sealer, { purpose: 'signing-key', context: kid, sealed: sealedPrivate })
      if (value === 'current') continue
      if (value === 'unreadable') {
        counts.unreadable += 1
        continue
      }
      await replaceSealedKey(tx, kid, value)
      counts.resealed += 1
    }
    return counts
  })
}
