import { randomUUID } from 'node:crypto'
import {
  type Account,
  findAccountByEmail,
  findAccountByUsername,
  holdUsername,
  isUsernameHeld,
} from '../accounts/accounts.queries.ts'
import { createAccount, emailTaken, usernameTaken } from '../accounts/create-account.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { type FieldErrors, fieldProblem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import { judgePassword } from '../passwords/judge-password.ts'
import { hashPassword, setPassword } from '../passwords/set-password.ts'
import type { App } from '../platform/app.ts'
import { issueProof } from '../proofs/proof.ts'
import { sendVerification } from './send-verification.ts'

export type Registration = { email: string; username: string; password: string }
export type Registered = { id: string; email: string; username: string }

/** An unverified account is given up after this time, and so is a name that was only promised. */
const holdDays = 7

/**
 * Registers an account and mails the verification link. With an address that has an account already the answer is the
 * same, the same work is done, and its owner is told by mail.
 * @throws Problem `invalid_input` by field: a username that is taken, a weak password
 */
export async function register(app: App, caller: Caller, input: Registration): Promise<Registered> {
  const email = parseEmailAddress(input.email)
  if (!email) throw new TypeError('the address was not checked')
  const [owner] = await findAccountByEmail(app.db, { emailKey: email.key })
  await refuseFaults(app, input, owner)
  const hash = await hashPassword(app, input.password)
  if (owner) return promise(app, caller, { owner, email: email.address, username: input.username })
  return create(app, caller, { input, hash })
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

async function create(
  app: App,
  caller: Caller,
  { input, hash }: { input: Registration; hash: string },
): Promise<Registered> {
  return app.transaction(async (tx) => {
    const account = await createAccount(app, tx, input)
    await setPassword(app, tx, account.id, hash)
    const facts = { username: account.username }
    await recordEvent(app, tx, caller, { name: 'account.registered', accountId: account.id, facts })
    await sendVerification(app, tx, account, originOf(caller))
    return { id: account.id, email: account.email, username: account.username }
  })
}

/** The answer of a new account for an address that has one: the username is kept as a new account's would be. */
async function promise(
  app: App,
  caller: Caller,
  { owner, email, username }: { owner: Account; email: string; username: string },
): Promise<Registered> {
  await app.transaction(async (tx) => {
    await holdUsername(tx, usernameKey(username), new Date(app.now().getTime() + holdDays * 86_400_000))
    const facts = { reason: 'email_known' } as const
    await recordEvent(app, tx, caller, { name: 'account.register_refused', accountId: owner.id, facts })
    const from = originOf(caller)
    if (owner.emailVerifiedAt) {
      const links = { signInLink: pageLink(app, ''), resetLink: pageLink(app, 'forgot-password') }
      await orderMail(app, tx, owner, { kind: 'already_registered', facts: links, from })
      return
    }
    // Whoever registered first never proved the address: the link lets its owner choose the password, so that a
    // stranger who was quicker keeps nothing.
    const minutes = app.config.passwords.resetMinutes
    const proof = { accountId: owner.id, purpose: 'reset_password', target: owner.email, minutes } as const
    const { token } = await issueProof(app, tx, proof)
    const link = pageLink(app, 'reset-password', token)
    await orderMail(app, tx, owner, { kind: 'finish_registration', facts: { link, validFor: minutes }, from })
  })
  return { id: randomUUID(), email, username }
}
