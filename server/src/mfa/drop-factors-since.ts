import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { deleteBackupCodesSince } from './backup-codes.queries.ts'
import { noteFlags } from './change-factors.ts'
import { clearPending, deleteFactor, listFactors } from './factors.queries.ts'
import { deletePasskeysSince } from './passkeys.queries.ts'

/**
 * Takes away the second factors, passkeys and backup codes that an account got since a moment, and whatever waits for its
 * confirmation. What was there before stays; what was removed does not come back.
 * @returns the kinds that went, `backup_codes` among them
 */
export async function dropFactorsSince(app: App, tx: Tx, accountId: string, since: Date): Promise<string[]> {
  const factors = await listFactors(tx, accountId)
  const added = factors.filter(({ confirmedAt }) => confirmedAt !== null && confirmedAt >= since)
  const dropped: string[] = added.map(({ kind }) => kind)
  for (const { kind } of added) await deleteFactor(tx, accountId, kind)
  await clearPending(tx, accountId)
  if (await deletePasskeysSince(tx, accountId, since)) dropped.push('webauthn')
  if (await deleteBackupCodesSince(tx, accountId, since)) dropped.push('backup_codes')
  await noteFlags(app, tx, accountId)
  return dropped
}
