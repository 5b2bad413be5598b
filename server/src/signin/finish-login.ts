import type { Account } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { isTrustedDevice, signInDevice } from '../devices/known-device.ts'
import { cancelRecovery } from '../mfa/cancel-recovery.ts'
import { listMethods } from '../mfa/methods.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { needsFactor } from '../sessions/factor-policy.ts'
import { openSession, type Proven } from '../sessions/open-session.ts'
import { type SessionTokens, signSessionTokens } from '../sessions/session-tokens.ts'
import { askEnrolment } from './enrol-first.ts'
import { askSecondFactor } from './login-ticket.ts'
import { noteNewSignIn } from './note-new-sign-in.ts'
import { type Basis, requireStanding } from './require-standing.ts'

export type SignedIn = SessionTokens & {
  user: { id: string; email: string; username: string; mfa_enabled: boolean }
  device_token: string
}

/**
 * What came before: a method, what it rests on, and the name the client gives its device. `pwd` is the word of RFC 8176;
 * for a sign-in at another service it has none, and `fed` is what others say.
 */
export type FirstFactor = { method: 'pwd' | 'fed'; basis: Basis; deviceName: string | undefined }

/**
 * Goes on after the first factor: every door into an account leads through here. An account with a second factor is asked
 * for it, unless the device was told to be remembered.
 * @throws Problem `mfa_required`; `mfa_enrolment_required` for an account that must have a second factor and has none;
 *   `bad_credentials` when what it rests on holds no longer
 */
export async function finishLogin(
  app: App,
  caller: Caller,
  account: Account,
  { method, basis, deviceName }: FirstFactor,
): Promise<SignedIn> {
  const methods = await listMethods(app, account.id)
  if (methods.length === 0 && needsFactor(app, account.roles)) {
    throw await askEnrolment(app, caller, account, { amr: [method], basis })
  }
  if (methods.length > 0 && !(await isTrustedDevice(app, caller, account.id))) {
    const waiting = { amr: [method], basis, deviceName }
    throw await askSecondFactor(app, caller, account, { waiting, methods })
  }
  const proven = { amr: [method], acr: 'aal1' } as const
  return openSignedIn(app, caller, account, { proven, basis, deviceName, alongside: async () => undefined })
}

type Opening = {
  proven: Proven
  basis: Basis
  deviceName: string | undefined
  /** What must stand or fall with the session, such as using the ticket up; told the device. */
  alongside: (tx: Tx, deviceId: string) => Promise<void>
}

/**
 * Opens the session of a person who has proved every factor asked of them.
 * @param before the account as it was when they began
 * @throws Problem `bad_credentials` when what it rests on holds no longer, or a role that asks for more came meanwhile
 */
export async function openSignedIn(
  app: App,
  caller: Caller,
  before: Account,
  { proven, basis, deviceName, alongside }: Opening,
): Promise<SignedIn> {
  const { account, session, device } = await app.transaction(async (tx) => {
    const account = await requireStanding(app, tx, before.id, basis)
    const asksMore = needsFactor(app, account.roles) && !needsFactor(app, before.roles)
    if (asksMore && proven.acr === 'aal1') throw new Problem('bad_credentials')
    const device = await signInDevice(app, tx, caller, { accountId: account.id, name: deviceName })
    await alongside(tx, device.id)
    // Whoever proves a factor has not lost it.
    if (proven.acr === 'aal2') await cancelRecovery(app, tx, caller, { account, by: 'sign_in' })
    const session = await openSession(app, tx, caller, { owner: account, deviceId: device.id, proven })
    const facts = { method: proven.amr.join('+'), newDevice: device.isNew }
    const event = { name: 'sign_in.succeeded', accountId: account.id, sessionId: session.id, facts } as const
    await recordEvent(app, tx, caller, event)
    const { lastLoginAt } = before
    await noteNewSignIn(app, tx, caller, { account: { ...account, lastLoginAt }, sessionId: session.id, device })
    return { account, session, device }
  })
  const { id, email, username, mfaEnabled } = account
  const tokens = await signSessionTokens(app, session)
  return { ...tokens, user: { id, email, username, mfa_enabled: mfaEnabled }, device_token: device.token }
}
