import { type Account, findAccount, setFactorFlags } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { distrustDevices } from '../devices/devices.queries.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { needsFactor } from '../sessions/factor-policy.ts'
import { raiseSession } from '../sessions/raise-session.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { deleteBackupCodes } from './backup-codes.queries.ts'
import { hashBackupCodes, newBackupCodes, replaceBackupCodes } from './backup-codes.ts'
import { deleteFactor, type FactorKind, listFactors } from './factors.queries.ts'
import { methodWord } from './methods.ts'
import { listPasskeys } from './passkeys.queries.ts'

/** Security keys and passkeys have a table of their own: an account may have several. */
type AnyKind = FactorKind | 'webauthn'
type Change = { person: Person; account: Account; kind: AnyKind; passkeyId?: string }

/** Whom the guard let in, as an account; sessions end with their account, so it is there. */
export async function accountOf(app: App, person: Person): Promise<Account> {
  const [account] = await findAccount(app.db, { id: person.accountId })
  if (!account) throw new Problem('user_not_found')
  return account
}

/** Records a new factor, lifts the session that proved it, and tells the owner; in the transaction that confirms it. */
export async function noteAdded(app: App, tx: Tx, caller: Caller, change: Change): Promise<void> {
  const { person, account, kind, passkeyId: thing } = change
  await noteFlags(app, tx, account.id)
  await raiseSession(app, tx, person, { method: methodWord(kind), isFactor: true })
  const { accountId, sessionId } = person
  await recordEvent(app, tx, caller, { name: 'factor.added', accountId, sessionId, facts: { kind } })
  const facts = { factor: kind, when: app.now().toISOString() }
  await orderMail(app, tx, account, {
    kind: 'factor_added',
    facts,
    from: originOf(caller),
    event: { thing, sessionId },
  })
}

/**
 * Takes a factor away; the right to do so was proved before. With the last one the backup codes and the trust in devices
 * go too.
 */
export async function removeFactor(app: App, caller: Caller, person: Person, kind: FactorKind): Promise<void> {
  const account = await accountOf(app, person)
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    const existed = await deleteFactor(tx, person.accountId, kind)
    if (!existed) return
    await noteRemoved(app, tx, caller, { person, account, kind })
  })
}

/**
 * Records that a factor is gone and tells the owner, in the transaction that takes it away.
 * @throws Problem `last_factor` when the account must have one and this was the last
 */
export async function noteRemoved(app: App, tx: Tx, caller: Caller, change: Change): Promise<void> {
  const { person, account, kind, passkeyId: thing } = change
  const { accountId, sessionId } = person
  const wasLast = await noteFlags(app, tx, accountId)
  if (wasLast && needsFactor(app, account.roles)) throw new Problem('last_factor')
  await recordEvent(app, tx, caller, { name: 'factor.removed', accountId, sessionId, facts: { kind } })
  const facts = { factor: kind, when: app.now().toISOString() }
  await orderMail(app, tx, account, {
    kind: 'factor_removed',
    facts,
    from: originOf(caller),
    event: { thing, sessionId },
  })
}

/** A new set of backup codes, shown this once. */
export async function renewBackupCodes(app: App, caller: Caller, person: Person): Promise<string[]> {
  const account = await accountOf(app, person)
  const codes = newBackupCodes()
  const hashed = await hashBackupCodes(app, person.accountId, codes)
  await app.transaction(async (tx) => {
    const { accountId, sessionId } = person
    await requireLiveSession(tx, person)
    await replaceBackupCodes(app, tx, accountId, hashed)
    await recordEvent(app, tx, caller, { name: 'backup_codes.replaced', accountId, sessionId, facts: {} })
    const facts = { when: app.now().toISOString() }
    await orderMail(app, tx, account, {
      kind: 'backup_codes_replaced',
      facts,
      from: originOf(caller),
      event: { sessionId },
    })
  })
  return codes
}

/**
 * Notes on the account which factors it has; with the last one the backup codes and the trust in devices go.
 * @returns whether no factor is left
 */
export async function noteFlags(app: App, tx: Tx, accountId: string): Promise<boolean> {
  const active = (await listFactors(tx, accountId)).filter(({ confirmedAt }) => confirmedAt !== null)
  const hasPasskey = (await listPasskeys(tx, accountId)).length > 0
  const has = (kind: FactorKind): boolean => active.some((factor) => factor.kind === kind)
  await setFactorFlags(
    tx,
    accountId,
    {
      mfa_enabled: has('totp'),
      email_mfa_enabled: has('email'),
      is_phone_verified: has('sms'),
      has_passkey: hasPasskey,
    },
    app.now(),
  )
  if (active.length > 0 || hasPasskey) return false
  await deleteBackupCodes(tx, accountId)
  await distrustDevices(tx, accountId)
  return true
}
