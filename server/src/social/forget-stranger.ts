import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { forgetDevices } from '../devices/devices.queries.ts'
import { dropFactors } from '../mfa/drop-factors.ts'
import { dropFactorsSince } from '../mfa/drop-factors-since.ts'
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
 * @param of `importedAt` for an account that was brought here, whose second factors are most likely its owner's, as the
 *   address is: those that came along stay, and whoever has the mailbox only does not get past them
 */
export async function forgetStranger(
  app: App,
  tx: Tx,
  caller: Caller,
  { accountId, importedAt }: { accountId: string; importedAt: Date | undefined },
): Promise<void> {
  await dropPassword(tx, accountId)
  await endSessionsOf(app, tx, caller, { accountId, reason: 'address_proved_by_provider' })
  if (importedAt === undefined) await dropFactors(app, tx, accountId)
  else await dropFactorsSince(app, tx, accountId, new Date(importedAt.getTime() + 1))
  await deleteRecovery(tx, accountId)
  await forgetDevices(tx, accountId)
  await cancelEveryProof(app, tx, accountId)
  await deleteIdentitiesOf(tx, accountId)
  await deleteFlowsOf(tx, accountId)
  await recordEvent(app, tx, caller, { name: 'account.cleared', accountId, facts: { by: 'provider' } })
}
