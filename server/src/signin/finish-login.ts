import { type Account, noteLogin } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { signInDevice } from '../devices/known-device.ts'
import type { App } from '../platform/app.ts'
import { openSession } from '../sessions/open-session.ts'
import { type SessionTokens, signSessionTokens } from '../sessions/session-tokens.ts'

export type SignedIn = SessionTokens & {
  user: { id: string; email: string; username: string; mfa_enabled: boolean }
  device_token: string
}

/** What came before: a method in the words of RFC 8176, and the name the client gives its device. */
export type FirstFactor = { method: 'pwd'; deviceName: string | undefined }

/** Opens the session after the first factor: every door into an account ends here. */
export async function finishLogin(
  app: App,
  caller: Caller,
  account: Account,
  { method, deviceName }: FirstFactor,
): Promise<SignedIn> {
  const { session, device } = await app.transaction(async (tx) => {
    const device = await signInDevice(app, tx, caller, { accountId: account.id, name: deviceName })
    const proven = { amr: [method], acr: 'aal1' } as const
    const session = await openSession(app, tx, caller, { owner: account, deviceId: device.id, proven })
    await noteLogin(tx, account.id, app.now())
    const facts = { method, newDevice: device.isNew }
    const event = { name: 'sign_in.succeeded', accountId: account.id, sessionId: session.id, facts } as const
    await recordEvent(app, tx, caller, event)
    return { session, device }
  })
  const { id, email, username, mfaEnabled } = account
  const tokens = await signSessionTokens(app, session)
  return { ...tokens, user: { id, email, username, mfa_enabled: mfaEnabled }, device_token: device.token }
}
