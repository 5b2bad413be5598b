import type { App } from '../platform/app.ts'
import { type Resealed, resealValue } from '../platform/reseal.ts'
import { nobody } from '../proofs/proof.ts'
import { listSealedTokens, replaceTokens } from './identities.queries.ts'

const page = 500

/** Seals the kept tokens of providers under the current `SECRET_KEY`. */
export async function resealTokens(app: App): Promise<Resealed> {
  const counts = { resealed: 0, unreadable: 0 }
  let after = nobody
  for (;;) {
    const rows = await listSealedTokens(app.db, after, page)
    for (const { id, sealed } of rows) {
      if (sealed === null) continue
      const value = resealValue(app.sealer, { purpose: 'provider-token', context: id, sealed })
      if (value === 'current') continue
      if (value === 'unreadable') {
        counts.unreadable += 1
        continue
      }
      await replaceTokens(app.db, id, { old: sealed, new: value })
      counts.resealed += 1
    }
    const last = rows.at(-1)
    if (!last || rows.length < page) return counts
    after = last.id
  }
}
