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
import type { App } from '../platform/app.ts'
import { type Attempt, forgivePasswordAttempt, type Spending, spendPasswordAttempt } from '../protection/lockout.ts'
import { takeTurns } from '../protection/take-turns.ts'
import { finishLogin, type SignedIn } from './finish-login.ts'

export type Login = { name: string; password: string; deviceName: string | undefined }

/**
 * Signs in with a name (address or username) and a password.
 * @throws Problem `bad_credentials`, `account_locked`, `rate_limited`, or `email_not_verified` after the right password
 */
export async function login(app: App, caller: Caller, input: Login): Promise<SignedIn> {
  const account = await findByName(app, input.name)
  const subject = account?.id ?? app.sealer.digest('login-name', nameKey(input.name))
  const deviceId = account && (await findKnownDevice(app.db, caller, account.id))
  const attempt = { subject, deviceId, network: caller.network }
  await takeTurns(app, `password:${subject}`, () => provePassword(app, caller, { account, attempt, input }))

  // Told only to someone who has just proved that they know the password.
  if (!account?.isActive) throw await refusal(app, caller, account, 'inactive')
  if (!account.emailVerifiedAt) throw await refusal(app, caller, account, 'not_verified')
  return finishLogin(app, caller, account, { method: 'pwd', deviceName: input.deviceName })
}

type Proving = { account: Account | undefined; attempt: Attempt; input: Login }

/** Counts first and checks then, so that guesses sent at the same moment cannot share a try. */
async function provePassword(app: App, caller: Caller, { account, attempt, input }: Proving): Promise<void> {
  const spending = await spendPasswordAttempt(app, attempt)
  if (!spending.allowed) throw locked(app, spending)
  const right = await checkPassword(app, account?.id, input.password)
  if (!account || !right) {
    await noteFailure(app, caller, {
      accountId: account?.id ?? null,
      spending,
      wasKnown: attempt.deviceId !== undefined,
    })
    throw new Problem('bad_credentials')
  }
  await forgivePasswordAttempt(app.db, attempt)
}

function locked(app: App, spending: Extract<Spending, { allowed: false }>): Problem {
  const seconds = (spending.until.getTime() - app.now().getTime()) / 1000
  const retryAfter = Math.min(seconds, app.config.limits.lockMinutes * 60)
  return new Problem(spending.by === 'network' ? 'rate_limited' : 'account_locked', { retryAfter })
}

type Failure = { accountId: string | null; spending: Extract<Spending, { allowed: true }>; wasKnown: boolean }

/** The same work for known and unknown names; whom to tell is looked up by the worker. */
async function noteFailure(app: App, caller: Caller, { accountId, spending, wasKnown }: Failure): Promise<void> {
  await app.transaction(async (tx) => {
    await recordEvent(app, tx, caller, { name: 'sign_in.failed', accountId, facts: { reason: 'bad_credentials' } })
    if (!spending.locksNow || wasKnown) return
    await recordEvent(app, tx, caller, { name: 'sign_in.locked', accountId, facts: {} })
    const payload = { accountId, until: spending.until.toISOString(), ...originOf(caller) }
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

/** An address has an @; a username that has one too is found when no address is. */
async function findByName(app: App, name: string): Promise<Account | undefined> {
  const email = parseEmailAddress(name)
  const [byEmail] = email ? await findAccountByEmail(app.db, { emailKey: email.key }) : []
  if (byEmail) return byEmail
  const [byUsername] = await findAccountByUsername(app.db, { usernameKey: usernameKey(name) })
  return byUsername
}

function nameKey(name: string): string {
  return parseEmailAddress(name)?.key ?? usernameKey(name)
}
