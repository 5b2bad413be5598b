import { type Account, findAccountByEmail } from '../accounts/accounts.queries.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { originOf } from '../notifications/order-mail.ts'
import type { Deliverer } from '../outbox/deliver.ts'
import { enqueue } from '../outbox/enqueue.ts'
import type { RequestOrigin } from '../outbox/topics.ts'
import { findPasswordHash } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import type { Tx } from '../platform/db/db.ts'
import { sendFinishRegistration, sendVerification } from './send-verification.ts'

/** Mails of one kind that one mailbox may be sent at strangers' requests. */
const mailbox: Budget = { name: 'verification-mail', points: 5, seconds: 3600 }

/** Takes a wish for a new verification link; like a wish for a reset it is looked at by the worker. */
export async function resendVerification(app: App, caller: Caller, email: string): Promise<void> {
  const emailKey = parseEmailAddress(email)?.key ?? ''
  await app.transaction((tx) =>
    enqueue(app, tx, { topic: 'resend_verification', payload: { emailKey, ...originOf(caller) } }),
  )
}

/** The worker's half: mails the link to an active account whose address is not verified yet. */
export const deliverResendVerification: Deliverer<'resend_verification'> = async (app, { payload }) => {
  const { emailKey, ip, client } = payload
  const [account] = await findAccountByEmail(app.db, { emailKey })
  if (!account?.isActive || account.emailVerifiedAt) return
  const spent = await app.budgets.spend(mailbox, emailKey)
  if (app.config.limits.enabled && !spent.allowed) return
  await app.transaction((tx) => mailVerification(app, tx, account, { ip, client }))
}

/** Mails an account whose address is not verified the link that does it. @param from undefined for an operator */
export async function mailVerification(
  app: App,
  tx: Tx,
  account: Account,
  from: RequestOrigin | undefined,
): Promise<void> {
  const [password] = await findPasswordHash(tx, { accountId: account.id })
  // Without a password, to confirm the address would open nothing.
  const send = password ? sendVerification : sendFinishRegistration
  await send(app, tx, account, from)
}
