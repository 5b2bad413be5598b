import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { type ChainName, chainNames } from './chain.ts'
import { takeCheckpoint } from './checkpoint.queries.ts'
import { type Checkpoint, moveCheckpoint, openCheckpoint } from './checkpoint.ts'
import { deleteSealed, listOldest } from './prune.queries.ts'

/** Events of one transaction, and how many of them one run takes on. */
const batch = 500
const mostBatches = 20

/**
 * Removes events that are older than their chain is kept, from its beginning on; the worker's task. The signed beginning
 * moves first, so that what is left verifies, and what lies behind it cannot go.
 * @returns how many there were
 */
export async function pruneLog(app: App): Promise<number> {
  let removed = 0
  for (const chain of chainNames) {
    for (let i = 0; i < mostBatches; i++) {
      const count = await pruneChain(app, chain)
      removed += count
      if (count < batch) break
    }
  }
  return removed
}

async function pruneChain(app: App, chain: ChainName): Promise<number> {
  const { retentionDays } = app.config.audit
  const before = new Date(app.now().getTime() - retentionDays[chain] * 86_400_000)
  const [oldest] = await listOldest(app.db, chain, { after: 0, most: 1 })
  if (!oldest || oldest.at >= before) return 0
  return app.db.transaction().execute(async (tx) => {
    const stored = await takeCheckpoint(tx, 'pass')
    if (!stored) return 0
    const checkpoint = openCheckpoint(app.sealer, stored)
    const upTo = await moveBeginning(app, tx, checkpoint, { chain, before })
    return deleteSealed(tx, chain, { upTo, before, most: batch })
  })
}

/**
 * Moves the beginning of a chain behind its first events, as far as all of them are old enough.
 * @returns where it stands now
 * @throws Error when one is missing: removing the rest would hide that
 */
async function moveBeginning(
  app: App,
  tx: Tx,
  { key, chains }: Checkpoint,
  { chain, before }: { chain: ChainName; before: Date },
): Promise<number> {
  const { begins } = chains[chain]
  const events = await listOldest(tx, chain, { after: begins, most: batch })
  const firstKept = events.findIndex(({ at }) => at >= before)
  const old = firstKept === -1 ? events : events.slice(0, firstKept)
  const last = old.at(-1)
  if (!last || last.position === null || last.hash === null) return begins
  if (last.position !== begins + old.length || last.position > chains[chain].ends) {
    throw new Error('The oldest part of the audit log is not whole, so nothing of it is removed: see `audit verify`.')
  }
  const moved = { ...chains[chain], begins: last.position, beginsHash: last.hash }
  await moveCheckpoint(app, tx, { key, chains: { ...chains, [chain]: moved } })
  return last.position
}
