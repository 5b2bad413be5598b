import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { cancelProofs } from '../proofs/proof.ts'
import { findAccount } from './accounts.queries.ts'
import { type AskedBy, deleteErasure, type Erasure } from './erasures.queries.ts'

/**
 * Ends the erasure that waits for an account, if there is one, records it and tells the owner.
 * @returns what it was; undefined when none waited
 */
export async function stopErasure(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  { accountId, by }: { accountId: string; by: AskedBy },
): Promise<Erasure | undefined> {
  const stopped = await deleteErasure(tx, accountId)
  const [account] = stopped ? await findAccount(tx, { id: accountId }) : []
  if (!stopped || !account) return undefined
  await cancelProofs(app, tx, accountId, ['cancel_erasure'])
  await recordEvent(app, tx, caller, { name: 'account.erasure_stopped', accountId, facts: { by } })
  const facts = { when: app.now().toISOString() }
  await orderMail(app, tx, account, { kind: 'erasure_stopped', facts, from: caller && originOf(caller) })
  return stopped
}
