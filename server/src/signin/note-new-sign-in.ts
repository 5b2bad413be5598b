import { type Account, findAccount } from '../accounts/accounts.queries.ts'
import type { Caller } from '../base/caller.ts'
import { clientWords } from '../base/client-software.ts'
import { hasOtherDevice } from '../devices/devices.queries.ts'
import type { DeviceSignIn } from '../devices/known-device.ts'
import { addNotice } from '../notices/add-notice.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import type { Deliverer } from '../outbox/deliver.ts'
import { enqueue } from '../outbox/enqueue.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import type { Tx } from '../platform/db/db.ts'
import { issueNotMeLink } from '../proofs/not-me-link.ts'

/** A program that signs in anew for each of its calls, and keeps no device token, does not fill its owner's mailbox. */
const mailbox: Budget = { name: 'new-sign-in-mail', points: 20, seconds: 3600 }

type SignIn = { account: Account; sessionId: string; device: DeviceSignIn }

/**
 * Tells the owner of a sign-in on a device that was not known, in its transaction: by a notice at once, and by a mail. Not
 * of the first sign-in of all: no device is known then, and who has just registered knows.
 * @param signIn `account` as it is in this transaction, but for `lastLoginAt`: that of before this sign-in
 */
export async function noteNewSignIn(
  app: App,
  tx: Tx,
  caller: Caller,
  { account, sessionId, device }: SignIn,
): Promise<void> {
  if (!device.isNew) return
  // Of two first sign-ins at once the second one finds the device of the first.
  const isFirst = account.lastLoginAt === null && !(await hasOtherDevice(tx, account.id, device.id))
  if (isFirst) return
  const told = { session_id: sessionId, device: deviceWords(caller.userAgent), address: caller.ip }
  await addNotice(app, tx, account.id, { type: 'new_sign_in', data: told })
  const { id: accountId, email } = account
  // Not when the mail is written: whatever takes this sign-in back before that must end the link.
  const event = { accountId, address: email, kind: 'new_sign_in', thing: sessionId, sessionId }
  const notMe = await issueNotMeLink(app, tx, event)
  const payload = { accountId, email, notMe, at: app.now().toISOString() }
  await enqueue(app, tx, { topic: 'new_sign_in', payload: { ...payload, ...originOf(caller) } })
}

/** The worker's half: looks the place up and orders the mail. */
export const deliverNewSignIn: Deliverer<'new_sign_in'> = async (app, { payload }) => {
  const { accountId, email, notMe, at, ip, client } = payload
  const [account] = await findAccount(app.db, { id: accountId })
  if (!account) return
  const spent = await app.budgets.spend(mailbox, accountId)
  if (!spent.allowed) return
  const facts = {
    device: client,
    address: ip,
    place: app.places.of(ip) ?? '',
    when: at,
  }
  // Whoever signed in may have moved the account meanwhile: the mail, and the way to undo that, are not for them.
  const mail = { kind: 'new_sign_in', facts, from: { ip, client }, notMe } as const
  await app.transaction((tx) => orderMail(app, tx, { ...account, email }, mail))
}

/** Of the client's own words nothing comes through. */
function deviceWords(userAgent: string): string {
  return clientWords(userAgent) || 'a device of a kind we do not know'
}
