import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { forgetDevices } from '../devices/devices.queries.ts'
import { dropFactors } from '../mfa/drop-factors.ts'
import { deleteRecovery } from '../mfa/factor-recovery.queries.ts'
import { dropPassword } from '../passwords/set-password.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { cancelEveryProof } from '../proofs/proof.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { deleteFlowsOf } from './flows.queries.ts'
import { deleteIdentitiesOf } from './identities.queries.ts'

/**
 * Takes everything away that opens an account whose address nobody has proved, in the transaction in which its owner
 * proves it. Whoever registered it may be a stranger who waits for just that (Sudhodanan and Paverd, "Pre-hijacked
 * accounts", 2022): the password, sessions, factors, devices, links, mailed proofs and changes under way all go.
 */
export async function forgetStranger(app: App, tx: Tx, caller: Caller, accountId: string): Promise<void> {
  await dropPassword(tx, accountId)
  await endSessionsOf(app, tx, caller, { accountId, reason: 'address_proved_by_provider' })
  await dropFactors(app, tx, accountId)
  await deleteRecovery(tx, accountId)
  await forgetDevices(tx, accountId)
  await cancelEveryProof(app, tx, accountId)
  await deleteIdentitiesOf(tx, accountId)
  await deleteFlowsOf(tx, accountId)
  await recordEvent(app, tx, caller, { name: 'account.cleared', accountId, facts: { by: 'provider' } })
}
