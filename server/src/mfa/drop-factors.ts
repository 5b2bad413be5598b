import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { noteFlags } from './change-factors.ts'
import { deleteFactors, listFactors } from './factors.queries.ts'
import { deletePasskeysOf } from './passkeys.queries.ts'

/**
 * Takes every second factor of an account away, with its backup codes and the trust in its devices.
 * @returns the kinds that were active
 */
export async function dropFactors(app: App, tx: Tx, accountId: string): Promise<string[]> {
  const active = (await listFactors(tx, accountId)).filter(({ confirmedAt }) => confirmedAt !== null)
  await deleteFactors(tx, accountId)
  const hadPasskeys = await deletePasskeysOf(tx, accountId)
  await noteFlags(app, tx, accountId)
  return [...active.map(({ kind }) => kind), ...(hadPasskeys ? ['webauthn'] : [])]
}
