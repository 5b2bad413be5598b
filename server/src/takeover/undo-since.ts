import { type Account, findAccount } from '../accounts/accounts.queries.ts'
import { restoreAddress } from '../accounts/restore-address.ts'
import { stopErasureSince } from '../accounts/stop-erasure-since.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { distrustDevices, forgetDevicesSince } from '../devices/devices.queries.ts'
import { dropFactorsSince } from '../mfa/drop-factors-since.ts'
import { deleteRecovery } from '../mfa/factor-recovery.queries.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import type { NamedEvent } from '../proofs/not-me-link.ts'
import { undoLinksSince } from '../social/undo-links-since.ts'
import type { NotUndone, Undone } from '../words/words.ts'

/** The words of the API for the kinds of second factors. */
const factorWords: Readonly<Record<string, Undone>> = {
  totp: 'authenticator',
  email: 'email_code',
  sms: 'text_code',
  webauthn: 'passkey',
  backup_codes: 'backup_codes',
}

export type Undoing = {
  readonly undone: Undone[]
  readonly notUndone: NotUndone[]
  /** The account afterwards. */
  readonly account: Account
}

type Wish = { account: Account; event: NamedEvent; since: Date }

/**
 * Takes back what any session changed on an account since a moment, in the transaction that ends them all: what was
 * added goes, what was moved or can be put back comes back, and what the owner had before stays.
 * @param wish `event`: whose link was pressed; the mailbox that was told of it becomes the account's again
 */
export async function undoSince(app: App, tx: Tx, caller: Caller, wish: Wish): Promise<Undoing> {
  const { account, event, since } = wish
  const { id: accountId } = account
  const place = await restoreAddress(app, tx, caller, { account, address: event.proof.target })
  const factors = await dropFactorsSince(app, tx, accountId, since)
  const recovering = await deleteRecovery(tx, accountId)
  if (recovering)
    await recordEvent(app, tx, caller, { name: 'factors.recovery_cancelled', accountId, facts: { by: 'owner' } })
  await forgetDevicesSince(tx, accountId, since)
  await distrustDevices(tx, accountId)
  const links = await undoLinksSince(tx, event, since)
  const [moved = account] = await findAccount(tx, { id: accountId })
  const stopped = await stopErasureSince(app, tx, caller, { account: moved, since, moved: place === 'moved' })
  const [present = moved] = await findAccount(tx, { id: accountId })
  return {
    account: present,
    undone: [
      ...when(place === 'moved', 'address'),
      ...factors.flatMap((kind) => factorWords[kind] ?? []),
      ...when(recovering, 'factor_recovery'),
      ...when(links.removed, 'link_added'),
      ...when(links.restored, 'link_removed'),
      ...when(stopped, 'erasure'),
    ],
    notUndone: [...when(place === 'taken', 'address'), ...when(links.lost, 'link_removed')],
  }
}

function when<W extends string>(is: boolean, word: W): W[] {
  return is ? [word] : []
}
