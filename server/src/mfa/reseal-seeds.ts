import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { type Resealed, resealValue } from '../platform/reseal.ts'
import { nobody } from '../proofs/proof.ts'
import { listSealedSeeds, replaceSeed, type SealedSeeds } from './factors.queries.ts'

const page = 500

type Kind = { column: 'sealed_seed' | 'pending_seed'; read: (row: SealedSeeds) => Uint8Array | null; prefix: string }

const active: Kind = { column: 'sealed_seed', read: (row) => row.sealedSeed, prefix: '' }
const pending: Kind = { column: 'pending_seed', read: (row) => row.pendingSeed, prefix: 'pending:' }

/** Seals the seeds of authenticator apps under the current `SECRET_KEY`. */
export const resealSeeds = (app: App): Promise<Resealed> => resealColumn(app, active)
/** The same for enrolments that wait for their confirmation. */
export const resealPendingSeeds = (app: App): Promise<Resealed> => resealColumn(app, pending)

async function resealColumn(app: App, kind: Kind): Promise<Resealed> {
  const counts = { resealed: 0, unreadable: 0 }
  let after = nobody
  for (;;) {
    const rows = await listSealedSeeds(app.db, after, page)
    await app.transaction(async (tx) => {
      for (const row of rows) await resealRow(app, tx, { row, kind, counts })
    })
    const last = rows.at(-1)
    if (!last || rows.length < page) return counts
    after = last.accountId
  }
}

type Work = { row: SealedSeeds; kind: Kind; counts: { resealed: number; unreadable: number } }

async function resealRow(app: App, tx: Tx, { row, kind, counts }: Work): Promise<void> {
  const sealed = kind.read(row)
  if (sealed === null) return
  const context = `${kind.prefix}${row.accountId}`
  const value = resealValue(app.sealer, { purpose: 'totp-seed', context, sealed })
  if (value === 'current') return
  if (value === 'unreadable') {
    counts.unreadable += 1
    return
  }
  await replaceSeed(tx, row.accountId, kind.column, { old: sealed, new: value })
  counts.resealed += 1
}
