import { findAccount } from '../accounts/accounts.queries.ts'
import { orderMail, pageLink } from '../notifications/order-mail.ts'
import type { Deliverer } from '../outbox/deliver.ts'
import type { Budget } from '../platform/budgets.ts'

/** A stranger who locks an account again and again does not fill its owner's mailbox. */
const mailbox: Budget = { name: 'locked-mail', points: 2, seconds: 86_400 }

/** Tells the owner that strangers' failures have locked strangers out, and how to be safe. */
export const deliverSignInLocked: Deliverer<'sign_in_locked'> = async (app, { payload }) => {
  const { accountId, until, ip, client } = payload
  if (accountId === null) return
  const [account] = await findAccount(app.db, { id: accountId })
  if (!account?.isActive || !account.emailVerifiedAt) return
  const spent = await app.budgets.spend(mailbox, accountId)
  if (!spent.allowed) return
  const facts = { until, resetLink: pageLink(app, 'forgot-password') }
  await app.transaction((tx) => orderMail(app, tx, account, { kind: 'account_locked', facts, from: { ip, client } }))
}
