import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { markEmailVerified } from './accounts.queries.ts'

/**
 * Notes that the owner of an account has proved its address, in the transaction that consumes the proof.
 * @returns false when it was proved before, or the account's address is another one by now
 */
export async function confirmEmail(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  proved: { accountId: string; email: string; by: 'link' | 'code' | 'reset' | 'operator' | 'provider' },
): Promise<boolean> {
  const { accountId, email, by } = proved
  const first = await markEmailVerified(tx, accountId, email, app.now())
  if (!first) return false
  await recordEvent(app, tx, caller, { name: 'account.email_verified', accountId, facts: { by } })
  await enqueueEvent(app, tx, { type: 'user.email_verified', userId: accountId, facts: { user_id: accountId, email } })
  return true
}
