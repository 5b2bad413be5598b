import { findAccount, noteLogin } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { tokenDigest } from '../base/random.ts'
import { signInDevice } from '../devices/known-device.ts'
import type { App } from '../platform/app.ts'
import { limitSessions } from '../sessions/limit-sessions.ts'
import { sessionEnd } from '../sessions/open-session.ts'
import { signSessionTokens } from '../sessions/session-tokens.ts'
import { findEnrolling, findSession, finishEnrolment } from '../sessions/sessions.queries.ts'
import type { SignedIn } from './finish-login.ts'
import { ticketProblem } from './login-ticket.ts'
import { noteNewSignIn } from './note-new-sign-in.ts'

/**
 * Finishes a sign-in that had to enrol a second factor first. The token is used up with it.
 * @throws Problem `token_not_valid`; `mfa_enrolment_required` while this sign-in has enrolled none
 */
export async function loginEnrolled(
  app: App,
  caller: Caller,
  { token, deviceName }: { token: string; deviceName: string | undefined },
): Promise<SignedIn> {
  const now = app.now()
  const [enrolling] = await findEnrolling(app.db, { digest: tokenDigest(token), now })
  const [account] = enrolling ? await findAccount(app.db, { id: enrolling.accountId }) : []
  if (!enrolling || !account?.isActive) throw ticketProblem()
  // A factor that somebody else has added meanwhile is none that this sign-in has proved.
  if (enrolling.acr !== 'aal2') throw new Problem('mfa_enrolment_required')
  const { accountId, sessionId, createdAt } = enrolling
  const device = await app.transaction(async (tx) => {
    const present = await noteLogin(tx, accountId, now)
    if (!present) throw ticketProblem()
    const device = await signInDevice(app, tx, caller, { accountId, name: deviceName })
    const expiresAt = sessionEnd(app, now, createdAt)
    if (!(await finishEnrolment(tx, { id: sessionId, deviceId: device.id, expiresAt, now }))) throw ticketProblem()
    const facts = { method: enrolling.amr.join('+'), newDevice: device.isNew }
    await limitSessions(app, tx, caller, { accountId, sessionId })
    await recordEvent(app, tx, caller, { name: 'sign_in.succeeded', accountId, sessionId, facts })
    const { lastLoginAt } = account
    await noteNewSignIn(app, tx, caller, { account: { ...present, lastLoginAt }, sessionId, device })
    return device
  })
  const [session] = await findSession(app.db, { sessionId })
  if (!session) throw ticketProblem()
  const { id, email, username, mfaEnabled } = account
  const user = { id, email, username, mfa_enabled: mfaEnabled }
  return { ...(await signSessionTokens(app, session)), user, device_token: device.token }
}
