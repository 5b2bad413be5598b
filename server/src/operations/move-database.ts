import { verifyLog } from '../audit/verify-log.ts'
import { listKeys } from '../keys/keys.queries.ts'
import type { App } from '../platform/app.ts'
import type { DatabaseSettings, Db } from '../platform/db/db.ts'
import { openDb } from '../platform/db/db.ts'
import { migrate, migrationState, refuseNewerDatabase } from '../platform/db/migrate.ts'
import { moveRows, type Sums } from '../platform/db/move/move-rows.ts'

/**
 * Moves everything into another database, of either engine. It has been compared, the audit log verifies there and its
 * keys open, before any of it counts.
 * @param app on the database that is left
 * @param to an empty database; it is migrated first
 * @throws Error with a sentence for the operator; nothing was moved then
 */
export async function moveDatabase(
  app: App,
  to: DatabaseSettings,
  onProgress: (done: number, total: number) => void,
): Promise<Sums> {
  const target = openDb(to, () => undefined)
  try {
    await bringUp(target)
    return await moveRows(app.db, target, { onProgress, inspect: (tx) => inspect({ ...app, db: tx }) })
  } finally {
    await target.destroy()
  }
}

async function bringUp(target: Db): Promise<void> {
  await refuseNewerDatabase(target)
  const { pending } = await migrationState(target)
  if (pending.length > 0) await migrate(target)
}

/** @param there the app, with the database it moves to */
async function inspect(there: App): Promise<void> {
  for (const { kid, sealedPrivate } of await listKeys(there.db)) there.sealer.open('signing-key', sealedPrivate, kid)
  const { findings, count } = await verifyLog(there, { anchors: [], onProgress: () => undefined })
  const [first] = findings
  if (first === undefined) return
  throw new Error(`The audit log does not verify (${count} findings, the first: ${first.says}); see \`audit verify\`.`)
}
