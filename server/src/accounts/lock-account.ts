import { recordEvent } from '../audit/record-event.ts'
import { distrustDevices } from '../devices/devices.queries.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { cancelProofs } from '../proofs/proof.ts'
import { disablePassword } from '../protection/lockout.ts'
import { endSessionsOf } from '../sessions/end-session.ts'

/**
 * Locks an account whose password may be known to others; an operator's act. Sessions end, no device is trusted, and the
 * password opens nothing until its owner sets another by mail or an operator unlocks it. Keys and linked accounts, which
 * nobody can have learnt, go on opening it: to shut those out too, deactivate it.
 */
export async function lockAccount(app: App, tx: Tx, accountId: string): Promise<void> {
  await endSessionsOf(app, tx, undefined, { accountId, reason: 'locked_by_operator' })
  await disablePassword(tx, accountId)
  await distrustDevices(tx, accountId)
  await cancelProofs(app, tx, accountId, ['reset_password', 'change_email'])
  await recordEvent(app, tx, undefined, { name: 'account.locked', accountId, facts: { by: 'operator' } })
}
