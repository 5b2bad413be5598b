import { type Account, findAccountByEmail, findAccountByUsername } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { Problem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import { findKnownDevice } from '../devices/known-device.ts'
import { originOf } from '../notifications/order-mail.ts'
import { enqueue } from '../outbox/enqueue.ts'
import { checkPassword } from '../passwords/check-password.ts'
import { findPasswordDate } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import { nobody } from '../proofs/proof.ts'
import { attemptPassword, type Tried } from '../protection/attempt-password.ts'
import { finishLogin, type SignedIn } from './finish-login.ts'

export type Login = { name: string; password: string; deviceName: string | undefined }

/**
 * Signs in with a name (address or username) and a password.
 * @throws Problem `bad_credentials`, `account_locked`, `rate_limited`, or `email_not_verified` after the right password
 */
export async function login(app: App, caller: Caller, input: Login): Promise<SignedIn> {
  const account = await findByName(app, input.name)
  const subject = account?.id ?? app.sealer.digest('login-name', nameKey(input.name))
  // Looked up for nobody too, so that a known name costs no more than an unknown one.
  const accountId = account?.id ?? nobody
  const [deviceId, [password]] = await Promise.all([
    findKnownDevice(app.db, caller, accountId),
    findPasswordDate(app.db, { accountId }),
  ])
  const attempt = { subject, deviceId, network: caller.network }
  const tried = await attemptPassword(app, attempt, () =>
    checkPassword(app, { accountId: account?.id, subject }, input.password),
  )
  if (!tried.right) {
    await noteFailure(app, caller, { accountId: account?.id ?? null, tried, wasKnown: deviceId !== undefined })
    throw new Problem('bad_credentials')
  }

  // Told only to someone who has just proved that they know the password.
  if (!account?.isActive) throw await refusal(app, caller, account, 'inactive')
  if (!account.emailVerifiedAt) throw await refusal(app, caller, account, 'not_verified')
  const passwordDate = password?.changedAt
  return finishLogin(app, caller, account, { method: 'pwd', basis: { passwordDate }, deviceName: input.deviceName })
}

type Failure = { accountId: string | null; tried: Extract<Tried, { right: false }>; wasKnown: boolean }

/** The same work for known and unknown names; whom to tell is looked up by the worker. */
async function noteFailure(app: App, caller: Caller, { accountId, tried, wasKnown }: Failure): Promise<void> {
  await app.transaction(async (tx) => {
    await recordEvent(app, tx, caller, { name: 'sign_in.failed', accountId, facts: { reason: 'bad_credentials' } })
    if (!tried.locksNow || wasKnown) return
    await recordEvent(app, tx, caller, { name: 'sign_in.locked', accountId, facts: {} })
    const payload = { accountId, until: tried.until.toISOString(), ...originOf(caller) }
    await enqueue(app, tx, { topic: 'sign_in_locked', payload })
  })
}

async function refusal(
  app: App,
  caller: Caller,
  account: Account | undefined,
  reason: 'inactive' | 'not_verified',
): Promise<Problem> {
  await recordEvent(app, app.db, caller, { name: 'sign_in.failed', accountId: account?.id ?? null, facts: { reason } })
  return new Problem(reason === 'inactive' ? 'bad_credentials' : 'email_not_verified')
}

/** An address has an @; a username that has one too is found when no address is. Both are asked for whoever is named. */
async function findByName(app: App, name: string): Promise<Account | undefined> {
  const [[byEmail], [byUsername]] = await Promise.all([
    findAccountByEmail(app.db, { emailKey: parseEmailAddress(name)?.key ?? '' }),
    findAccountByUsername(app.db, { usernameKey: usernameKey(name) }),
  ])
  return byEmail ?? byUsername
}

function nameKey(name: string): string {
  return parseEmailAddress(name)?.key ?? usernameKey(name)
}
