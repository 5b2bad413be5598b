import { findAccountByEmail } from '../accounts/accounts.queries.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { originOf } from '../notifications/order-mail.ts'
import type { Deliverer } from '../outbox/deliver.ts'
import { enqueue } from '../outbox/enqueue.ts'
import { findPasswordHash } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
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
  const [password] = await findPasswordHash(app.db, { accountId: account.id })
  // Without a password, to confirm the address would open nothing.
  const send = password ? sendVerification : sendFinishRegistration
  await app.transaction((tx) => send(app, tx, account, { ip, client }))
}
