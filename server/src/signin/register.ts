import { randomUUID } from 'node:crypto'
import {
  type Account,
  findAccountByEmail,
  findAccountByUsername,
  isUsernameHeld,
  releaseUsername,
} from '../accounts/accounts.queries.ts'
import { claimUsername } from '../accounts/claim-username.ts'
import { createAccount, emailTaken, usernameTaken } from '../accounts/create-account.ts'
import { requireOpenRegistration } from '../accounts/require-open-registration.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { type FieldErrors, fieldProblem, Problem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import type { RequestOrigin } from '../outbox/topics.ts'
import { judgePassword } from '../passwords/judge-password.ts'
import { dropPassword, hashPassword, setPassword } from '../passwords/set-password.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import type { Tx } from '../platform/db/db.ts'
import { cancelProofs } from '../proofs/proof.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { sendFinishRegistration, sendVerification } from './send-verification.ts'

export type Registration = { email: string; username: string; password: string }
export type Registered = { id: string; email: string; username: string }

/** Mails to one mailbox because somebody registers with its address again. */
const mailbox: Budget = { name: 'register-mail', points: 3, seconds: 86_400 }

/**
 * Registers an account and mails the verification link. With an address that has an account already the answer is the
 * same, the same work is done, and its owner is told by mail.
 * @throws Problem `registration_closed`; `invalid_input` by field: a username that is taken, a weak password
 */
export async function register(app: App, caller: Caller, input: Registration): Promise<Registered> {
  requireOpenRegistration(app)
  const email = parseEmailAddress(input.email)
  if (!email) throw new TypeError('the address was not checked')
  const [owner] = await findAccountByEmail(app.db, { emailKey: email.key })
  await refuseFaults(app, input, owner)
  const hash = await hashPassword(app, input.password)
  const spent = await app.budgets.spend(mailbox, email.key)
  const mayMail = spent.allowed || !app.config.limits.enabled
  const created = owner ? undefined : await create(app, caller, { input, hash })
  if (created) return created
  const [known] = owner ? [owner] : await findAccountByEmail(app.db, { emailKey: email.key })
  if (!known || !app.config.enumerationProtection) throw fieldProblem({ email: [emailTaken] })
  await promise(app, caller, { owner: known, username: input.username, mayMail })
  return { id: randomUUID(), email: email.address, username: input.username }
}

async function refuseFaults(app: App, input: Registration, owner: Account | undefined): Promise<void> {
  const faults: Record<string, readonly string[]> = {}
  const key = usernameKey(input.username)
  const [named] = await findAccountByUsername(app.db, { usernameKey: key })
  const held = await isUsernameHeld(app.db, key, app.now())
  if (owner && !app.config.enumerationProtection) faults.email = [emailTaken]
  if (named || held) faults.username = [usernameTaken]
  const weak = await judgePassword(app, input.password, input)
  if (weak.length > 0) faults.password = weak
  if (Object.keys(faults).length > 0) throw fieldProblem(faults satisfies FieldErrors)
}

/** @returns undefined when somebody else registered the address a moment ago: that is told to its owner alone, too */
async function create(
  app: App,
  caller: Caller,
  { input, hash }: { input: Registration; hash: string },
): Promise<Registered | undefined> {
  const act = app.transaction(async (tx) => {
    await claimUsername(app, tx, input.username)
    const account = await createAccount(app, tx, { ...input, locale: caller.language })
    // From here on the account itself keeps the name.
    await releaseUsername(tx, usernameKey(input.username))
    await setPassword(app, tx, account.id, hash)
    const facts = { username: account.username }
    await recordEvent(app, tx, caller, { name: 'account.registered', accountId: account.id, facts })
    await sendVerification(app, tx, account, originOf(caller))
    return { id: account.id, email: account.email, username: account.username }
  })
  return act.catch((error: unknown) => {
    if (error instanceof Problem && error.options.fields?.email) return undefined
    throw error
  })
}

/** What happens instead of a new account for an address that has one: the username is kept as a new account's would be. */
async function promise(
  app: App,
  caller: Caller,
  { owner, username, mayMail }: { owner: Account; username: string; mayMail: boolean },
): Promise<void> {
  await app.transaction(async (tx) => {
    await claimUsername(app, tx, username)
    const facts = { reason: 'email_known' } as const
    await recordEvent(app, tx, caller, { name: 'account.register_refused', accountId: owner.id, facts })
    if (!mayMail) return
    const from = originOf(caller)
    if (!owner.emailVerifiedAt) return contest(app, tx, owner, from)
    const links = { signInLink: pageLink(app, ''), resetLink: pageLink(app, 'forgot-password') }
    await orderMail(app, tx, owner, { kind: 'already_registered', facts: links, from })
  })
}

/**
 * Two have registered one address and neither has proved it: from now on neither password counts, nor a link that would
 * only confirm the address, for its owner might confirm a stranger's password with it. The mailbox chooses anew.
 */
async function contest(app: App, tx: Tx, owner: Account, from: RequestOrigin): Promise<void> {
  await holdAccount(tx, owner.id)
  await dropPassword(tx, owner.id)
  await cancelProofs(app, tx, owner.id, ['verify_email'])
  await sendFinishRegistration(app, tx, owner, from)
}
