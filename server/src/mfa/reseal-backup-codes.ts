import type { App } from '../platform/app.ts'
import { type Resealed, resealValue } from '../platform/reseal.ts'
import { nobody } from '../proofs/proof.ts'
import { listSealedCodes, replaceSealedCode, type SealedCode } from './backup-codes.queries.ts'

const page = 500

/** Seals the hashes of backup codes under the current `SECRET_KEY`. */
export async function resealBackupCodes(app: App): Promise<Resealed> {
  const counts = { resealed: 0, unreadable: 0 }
  let after = nobody
  for (;;) {
    const rows = await listSealedCodes(app.db, after, page)
    await app.transaction(async (tx) => {
      for (const row of rows) {
        const value = resealValue(app.sealer, {
          purpose: 'backup-code',
          context: row.accountId,
          sealed: row.sealedHash,
        })
        if (value === 'current') continue
        if (value === 'unreadable') {
          counts.unreadable += 1
          continue
        }
        await replaceSealedCode(tx, row.id, value)
        counts.resealed += 1
      }
    })
    const last: SealedCode | undefined = rows.at(-1)
    if (!last || rows.length < page) return counts
    after = last.id
  }
}
