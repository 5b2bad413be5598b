import { type Account, findAccount, findAccountByEmail } from '../accounts/accounts.queries.ts'
import { confirmEmail } from '../accounts/verify-email.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { type FieldErrors, fieldProblem } from '../base/problem.ts'
import { distrustDevices } from '../devices/devices.queries.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import { judgePassword } from '../passwords/judge-password.ts'
import { hashPassword, setPassword } from '../passwords/set-password.ts'
import type { App } from '../platform/app.ts'
import { cancelProofs, type FoundProof, lookUpCode, lookUpToken, nobody, useProof } from '../proofs/proof.ts'
import { thawAccount } from '../protection/freeze.ts'
import { liftLock } from '../protection/lockout.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'

export type PasswordReset = {
  token?: string | undefined
  email?: string | undefined
  code?: string | undefined
  new_password: string
  confirm_password: string
}

type Found = { proof: FoundProof; account: Account } | { fault: Record<string, readonly string[]> }

const endedToken = { token: ['Invalid or expired token.'] }

/**
 * Sets a new password by a mailed link or code: it proves the mailbox, so the address counts as verified, every session
 * ends, whatever else was pending ends, the lock is lifted and a frozen account thaws.
 * @throws Problem `invalid_input` with the old service's messages by field
 */
export async function resetPassword(app: App, caller: Caller, input: PasswordReset): Promise<void> {
  const found = await findReset(app, input)
  const faults: Record<string, readonly string[]> = 'fault' in found ? { ...found.fault } : {}
  const about = 'account' in found ? found.account : {}
  const weak = await judgePassword(app, input.new_password, about)
  if (weak.length > 0) faults.new_password = weak
  if ('fault' in found || weak.length > 0) throw fieldProblem(faults satisfies FieldErrors)
  if (input.new_password !== input.confirm_password) {
    throw fieldProblem({ non_field_errors: ['Passwords do not match.'] })
  }
  const hash = await hashPassword(app, input.new_password)
  await setByProof(app, caller, { ...found, hash })
}

async function setByProof(
  app: App,
  caller: Caller,
  { proof, account, hash }: { proof: FoundProof; account: Account; hash: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    await holdAccount(tx, account.id)
    // Consumed with the change itself: of simultaneous uses one wins and the others change nothing.
    if (!(await useProof(app, tx, proof))) throw fieldProblem(endedToken)
    const accountId = account.id
    // The account may have moved while the link was made: it proves a mailbox that is not the account's any more.
    const [present] = await findAccount(tx, { id: accountId })
    if (present?.email !== proof.target) throw fieldProblem(endedToken)
    await setPassword(app, tx, accountId, hash)
    await confirmEmail(app, tx, caller, { accountId, email: proof.target, by: 'reset' })
    await endSessionsOf(app, tx, caller, { accountId, reason: 'password_reset' })
    await cancelProofs(app, tx, accountId, ['verify_email', 'change_email'])
    await liftLock(tx, accountId)
    await thawAccount(app, tx, caller, { accountId, by: 'reset' })
    await distrustDevices(tx, accountId)
    await recordEvent(app, tx, caller, { name: 'password.reset', accountId, facts: {} })
    const facts = { when: app.now().toISOString() }
    await orderMail(app, tx, account, { kind: 'password_reset_done', facts, from: originOf(caller) })
  })
}

async function findReset(app: App, input: PasswordReset): Promise<Found> {
  if (input.token !== undefined) return findByToken(app, input.token)
  if (input.email === undefined) return { fault: { token: ['This field is required.'] } }
  if (input.code === undefined) return { fault: { code: ['This field is required.'] } }
  return findByCode(app, input.email, input.code)
}

async function findByToken(app: App, token: string): Promise<Found> {
  const lookup = await lookUpToken(app, 'reset_password', token)
  if (lookup.found === 'none') return { fault: { token: ['Invalid token.'] } }
  if (lookup.found === 'spent') return { fault: endedToken }
  const [account] = await findAccount(app.db, { id: lookup.proof.accountId })
  return account?.isActive ? { proof: lookup.proof, account } : { fault: endedToken }
}

/** An unknown address, a wrong code and a spent one answer alike. */
async function findByCode(app: App, email: string, code: string): Promise<Found> {
  const fault = { code: ['Invalid or expired code.'] }
  const emailKey = parseEmailAddress(email)?.key ?? ''
  const [account] = await findAccountByEmail(app.db, { emailKey })
  const proof = await lookUpCode(app, 'reset_password', account?.id ?? nobody, code)
  return proof && account?.isActive ? { proof, account } : { fault }
}
