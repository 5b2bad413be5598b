import { findAccountByEmail } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { orderMail, originOf, pageLink } from '../notifications/order-mail.ts'
import type { Deliverer } from '../outbox/deliver.ts'
import { enqueue } from '../outbox/enqueue.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
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
  const minutes = app.config.passwords.resetMinutes
  await app.transaction(async (tx) => {
    const proof = { accountId: account.id, purpose: 'reset_password', target: account.email, minutes } as const
    const { token, code } = await issueProof(app, tx, proof)
    const facts = { link: pageLink(app, 'reset-password', token), code, validFor: minutes }
    await orderMail(app, tx, account, { kind: 'reset_password', facts, from: { ip, client } })
    const caller = { ip, network: '', userAgent: client, requestId: '', deviceToken: undefined }
    await recordEvent(app, tx, caller, { name: 'password.reset_requested', accountId: account.id, facts: {} })
  })
}
