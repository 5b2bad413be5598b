import type { Account } from '../accounts/accounts.queries.ts'
import { createByOperator } from '../accounts/create-by-operator.ts'
import { recordEvent } from '../audit/record-event.ts'
import { orderMail, pageLink } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { issueProof } from '../proofs/proof.ts'
import type { Role } from './rights.ts'
import { recordDeedOnNew, type Staff } from './staff-act.ts'

type NewPerson = {
  email: string
  username: string
  role: Role | 'none'
  /** Whether the address counts as proved; an invitation that is taken proves it too. */
  verified: boolean
  /** Whether the owner is mailed the link that chooses the password. */
  invite: boolean
  reason: string
}

/**
 * Makes an account without a password: nobody but its owner ever knows one.
 * @throws Problem `invalid_input` naming what is wrong or taken, `reauthentication_required`
 */
export function createPerson(app: App, staff: Staff, wish: NewPerson): Promise<Account> {
  const { email, username, verified, invite, reason } = wish
  const roles = wish.role === 'none' ? [] : [wish.role]
  const record = recordDeedOnNew(app, staff, { act: 'users.create', reason })
  return createByOperator(app, { email, username, password: undefined, roles, verified }, async (tx, account) => {
    await record(tx, account.id)
    if (invite) await sendInvitation(app, tx, account)
  })
}

async function sendInvitation(app: App, tx: Tx, account: Account): Promise<void> {
  const minutes = app.config.passwords.verificationMinutes
  const proof = { accountId: account.id, purpose: 'reset_password', target: account.email, minutes } as const
  const { token } = await issueProof(app, tx, proof)
  const facts = { link: pageLink(app, 'reset-password', token), validFor: minutes }
  await orderMail(app, tx, account, { kind: 'invited', facts, from: undefined })
  await recordEvent(app, tx, undefined, { name: 'account.invited', accountId: account.id, facts: {} })
}
