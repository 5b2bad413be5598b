import { type Account, findAccountByEmail } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import type { Deliverer } from '../outbox/deliver.ts'
import { enqueue } from '../outbox/enqueue.ts'
import type { RequestOrigin } from '../outbox/topics.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import type { Tx } from '../platform/db/db.ts'
import { issueProof } from '../proofs/proof.ts'

/** Mails of one kind that one mailbox may be sent at strangers' requests. */
const mailbox: Budget = { name: 'reset-mail', points: 5, seconds: 3600 }

/**
 * Takes a wish for a reset link. The request only notes the wish, whoever is named: whether there is an account is
 * looked up by the worker, so the answer and its time are the same for all.
 */
export async function forgotPassword(app: App, caller: Caller, email: string): Promise<void> {
  const emailKey = parseEmailAddress(email)?.key
  if (emailKey === undefined) throw new TypeError('the address was not checked')
  await app.transaction((tx) =>
    enqueue(app, tx, { topic: 'forgot_password', payload: { emailKey, ...originOf(caller) } }),
  )
}

/** The worker's half: mails the link if the address has an active account and was not mailed too often. */
export const deliverForgotPassword: Deliverer<'forgot_password'> = async (app, { payload }) => {
  const { emailKey, ip, client } = payload
  const [account] = await findAccountByEmail(app.db, { emailKey })
  if (!account?.isActive) return
  const spent = await app.budgets.spend(mailbox, emailKey)
  if (app.config.limits.enabled && !spent.allowed) return
  await app.transaction((tx) => mailReset(app, tx, account, { ip, client }))
}

/**
 * Mails an account the link and code that set a new password; earlier ones stop working.
 * @param from who asked for it; undefined for an operator
 */
export async function mailReset(app: App, tx: Tx, account: Account, from: RequestOrigin | undefined): Promise<void> {
  const minutes = app.config.passwords.resetMinutes
  const proof = { accountId: account.id, purpose: 'reset_password', target: account.email, minutes } as const
  const { token, code } = await issueProof(app, tx, proof)
  const facts = { link: pageLink(app, 'reset-password', token), code, validFor: minutes }
  await orderMail(app, tx, account, { kind: 'reset_password', facts, from })
  const caller = from && { ip: from.ip, network: '', userAgent: from.client, requestId: '', deviceToken: undefined }
  await recordEvent(app, tx, caller, { name: 'password.reset_requested', accountId: account.id, facts: {} })
}
