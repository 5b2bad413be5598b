import type { Account } from '../accounts/accounts.queries.ts'
import { orderMail, pageLink } from '../notifications/order-mail.ts'
import type { RequestOrigin } from '../outbox/topics.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { issueProof } from '../proofs/proof.ts'

/** Mails a verification link and code; earlier ones stop working. */
export async function sendVerification(
  app: App,
  tx: Tx,
  account: Account,
  from: RequestOrigin | undefined,
): Promise<void> {
  const minutes = app.config.passwords.verificationMinutes
  const proof = { accountId: account.id, purpose: 'verify_email', target: account.email, minutes } as const
  const { token, code } = await issueProof(app, tx, proof)
  const facts = { link: pageLink(app, 'verify-email', token), code, validFor: minutes }
  await orderMail(app, tx, account, { kind: 'verify_email', facts, from })
}

/** Mails the link by which the mailbox's owner chooses the password of an account that nobody has proved, and proves it. */
export async function sendFinishRegistration(
  app: App,
  tx: Tx,
  account: Account,
  from: RequestOrigin | undefined,
): Promise<void> {
  const minutes = app.config.passwords.resetMinutes
  const proof = { accountId: account.id, purpose: 'reset_password', target: account.email, minutes } as const
  const { token } = await issueProof(app, tx, proof)
  const facts = { link: pageLink(app, 'reset-password', token), validFor: minutes }
  await orderMail(app, tx, account, { kind: 'finish_registration', facts, from })
}
