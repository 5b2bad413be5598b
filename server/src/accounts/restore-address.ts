import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { type Account, findAccountByEmail } from './accounts.queries.ts'
import { moveTo } from './change-email.ts'
import { removeUnverified } from './remove-unverified.ts'

/**
 * Moves an account back to an address it had, in the transaction of the mailbox's owner. Accounts that stand on it
 * without having proved it make room.
 * @returns `same` when it is there, `taken` when somebody has proved it for another account meanwhile
 */
export async function restoreAddress(
  app: App,
  tx: Tx,
  caller: Caller,
  { account, address }: { account: Account; address: string },
): Promise<'same' | 'moved' | 'taken'> {
  const { id: accountId } = account
  const former = parseEmailAddress(address)
  if (!former) throw new TypeError('an address was mailed that is none')
  if (former.key === account.emailKey) return 'same'
  await removeUnverified(app, tx, caller, former.key)
  const [other] = await findAccountByEmail(tx, { emailKey: former.key })
  if (other) return 'taken'
  await moveTo(app, tx, accountId, former)
  await recordEvent(app, tx, caller, { name: 'account.email_change_undone', accountId, facts: {} })
  await enqueueEvent(app, tx, {
    type: 'user.updated',
    userId: accountId,
    facts: { user_id: accountId, fields: ['email'] },
  })
  return 'moved'
}
