import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { fieldProblem, Problem } from '../base/problem.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import { provePasswordOrFresh } from '../passwords/prove-password.ts'
import type { App } from '../platform/app.ts'
import { isUniqueViolation } from '../platform/db/database-error.ts'
import type { Tx } from '../platform/db/db.ts'
import {
  cancelLaterProofs,
  cancelProofs,
  type FoundProof,
  issueProof,
  lookUpCode,
  lookUpToken,
  useProof,
} from '../proofs/proof.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { type Account, findAccount, findAccountByEmail, updateAccount } from './accounts.queries.ts'
import { mailWayBackAgain } from './begin-erasure.ts'
import { removeUnverified } from './remove-unverified.ts'

/** How long the former address can take a change back; longer than most holidays are not. */
const undoMinutes = 7 * 1440

/**
 * Begins to move an account to another address: a link and a code go to the new one, a notice with an undo link to the
 * present one; nothing changes before the link is used. An address that has an account gets a mail that says so, and
 * the answer is the same.
 * @throws Problem `invalid_input` for a wrong password or the present address
 */
export async function requestEmailChange(
  app: App,
  caller: Caller,
  person: Person,
  input: { new_email: string; password: string },
): Promise<void> {
  if (person.hasFactor) requireFresh(app, person)
  const account = await getAccount(app, person.accountId)
  const wanted = parseEmailAddress(input.new_email)
  if (!wanted) throw new TypeError('the address was not checked')
  const right = await provePasswordOrFresh(app, caller, person, input.password)
  if (!right) throw fieldProblem({ password: ['Password is incorrect.'] })
  if (wanted.address === account.email) throw fieldProblem({ new_email: ['This is your address already.'] })
  const [owner] = await findAccountByEmail(app.db, { emailKey: wanted.key })
  const isTaken = owner !== undefined && owner.id !== account.id
  const from = originOf(caller)
  await app.transaction(async (tx) => {
    const { sessionId } = person
    await requireLiveSession(tx, person)
    await recordEvent(app, tx, caller, { name: 'account.email_change_requested', accountId: account.id, facts: {} })
    if (isTaken) {
      await cancelProofs(app, tx, account.id, ['change_email'])
      await orderMail(app, tx, owner, { kind: 'email_taken', facts: {}, from })
    } else {
      await sendConfirmation(app, tx, { ...account, email: wanted.address, emailVerifiedAt: null }, from)
    }
    await sendUndo(app, tx, account, { kind: 'email_change_requested', newEmail: wanted.address, from, sessionId })
  })
}

/**
 * Finishes the move with the link, or with the code by the signed-in person.
 * @throws Problem `invalid_token`
 */
export async function confirmEmailChange(
  app: App,
  caller: Caller,
  given: { token: string } | { code: string; accountId: string },
): Promise<void> {
  const proof = await findProof(app, given)
  const account = proof && (await getAccount(app, proof.accountId))
  const address = proof && parseEmailAddress(proof.target)
  if (!proof || !account?.isActive || !address) throw new Problem('invalid_token')
  await app.transaction(async (tx) => {
    await holdAccount(tx, account.id)
    if (!(await useProof(app, tx, proof))) throw new Problem('invalid_token')
    await moveTo(app, tx, account.id, address)
    await recordEvent(app, tx, caller, { name: 'account.email_changed', accountId: account.id, facts: {} })
    const facts = { user_id: account.id, fields: ['email'] }
    await enqueueEvent(app, tx, { type: 'user.updated', userId: account.id, facts })
    // Links and codes to the old address must not open the account that left it.
    await cancelProofs(app, tx, account.id, ['reset_password', 'verify_email', 'second_factor_email'])
    await sendUndo(app, tx, account, { kind: 'email_changed', newEmail: address.address, from: originOf(caller) })
  })
}

/**
 * The former address takes a change back: the address returns, every session ends, nothing stays pending.
 * @throws Problem `invalid_token`
 */
export async function undoEmailChange(app: App, caller: Caller, token: string): Promise<void> {
  const lookup = await lookUpToken(app, 'undo_email_change', token)
  const address = lookup.found === 'live' ? parseEmailAddress(lookup.proof.target) : undefined
  if (lookup.found !== 'live' || !address) throw new Problem('invalid_token')
  const { accountId } = lookup.proof
  await app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    if (!(await useProof(app, tx, lookup.proof))) throw new Problem('invalid_token')
    await removeUnverified(app, tx, caller, address.key)
    await moveTo(app, tx, accountId, address)
    // Of several former mailboxes the oldest has the last word: those that came later cannot answer back.
    await cancelLaterProofs(app, tx, lookup.proof, { purpose: 'undo_email_change' })
    await cancelLaterProofs(app, tx, lookup.proof, { purpose: 'not_me', butTo: address.address })
    await cancelProofs(app, tx, accountId, ['change_email', 'reset_password', 'second_factor_email'])
    await endSessionsOf(app, tx, caller, { accountId, reason: 'email_change_undone' })
    await recordEvent(app, tx, caller, { name: 'account.email_change_undone', accountId, facts: {} })
    const facts = { user_id: accountId, fields: ['email'] }
    await enqueueEvent(app, tx, { type: 'user.updated', userId: accountId, facts })
    const [account] = await findAccount(tx, { id: accountId })
    if (account) await mailWayBackAgain(app, tx, caller, account)
  })
}

/**
 * Makes an address the account's.
 * @throws Problem `invalid_token` when it is another account's
 */
export async function moveTo(
  app: App,
  tx: Tx,
  accountId: string,
  email: { address: string; key: string },
): Promise<void> {
  const now = app.now()
  const change = { email: email.address, email_key: email.key, email_verified_at: now, updated_at: now }
  await updateAccount(tx, accountId, change).catch((error: unknown) => {
    // Somebody registered the address meanwhile; they are told nothing and neither is this person.
    throw isUniqueViolation(error, 'email_key') ? new Problem('invalid_token', { cause: error }) : error
  })
}

async function sendConfirmation(app: App, tx: Tx, account: Account, from: ReturnType<typeof originOf>): Promise<void> {
  const minutes = app.config.passwords.resetMinutes
  const proof = { accountId: account.id, purpose: 'change_email', target: account.email, minutes } as const
  const { token, code } = await issueProof(app, tx, proof)
  const facts = { link: pageLink(app, 'confirm-email-change', token), code, validFor: minutes }
  await orderMail(app, tx, account, { kind: 'confirm_email_change', facts, from })
}

/** The undo link goes to the address that the account has before the change. */
async function sendUndo(
  app: App,
  tx: Tx,
  account: Account,
  notice: {
    kind: 'email_change_requested' | 'email_changed'
    newEmail: string
    from: ReturnType<typeof originOf>
    sessionId?: string
  },
): Promise<void> {
  const proof = {
    accountId: account.id,
    purpose: 'undo_email_change',
    target: account.email,
    minutes: undoMinutes,
  } as const
  const { token } = await issueProof(app, tx, proof)
  const undoLink = pageLink(app, 'undo-email-change', token)
  const facts = { newEmailMasked: maskEmail(notice.newEmail), undoLink, validFor: undoMinutes }
  await orderMail(app, tx, account, {
    kind: notice.kind,
    facts,
    from: notice.from,
    event: { sessionId: notice.sessionId },
  })
}

/** `a…@example.com`: enough for its owner to know it, too little for whoever reads the old mailbox. */
function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  return `${[...address][0] ?? ''}…${address.slice(at)}`
}

async function findProof(
  app: App,
  given: { token: string } | { code: string; accountId: string },
): Promise<FoundProof | undefined> {
  if ('code' in given) return lookUpCode(app, 'change_email', given.accountId, given.code)
  const lookup = await lookUpToken(app, 'change_email', given.token)
  return lookup.found === 'live' ? lookup.proof : undefined
}

async function getAccount(app: App, id: string): Promise<Account> {
  const [account] = await findAccount(app.db, { id })
  if (!account) throw new Problem('user_not_found')
  return account
}
