import { orderMail } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { deleteAccount, findAccount } from './accounts.queries.ts'
import { listDueErasures, takeDueErasure } from './erasures.queries.ts'
import { forgetAccount } from './forget-account.ts'
import { insertErasedImport } from './imports.queries.ts'

/**
 * Erases accounts whose delay is over, each in a transaction of its own; the worker's task. One that cannot be erased is
 * logged and keeps no other waiting.
 * @param most how many at once
 * @returns how many were erased
 */
export async function eraseAccounts(app: App, most: number): Promise<number> {
  let erased = 0
  for (const { accountId } of await listDueErasures(app.db, app.now(), most)) {
    try {
      if (await eraseAccount(app, accountId)) erased += 1
    } catch (error) {
      app.log.error({ err: error, accountId }, 'an account could not be erased and will be tried again')
    }
  }
  return erased
}

/** @returns false when the owner was quicker to keep it, or another worker to erase it */
function eraseAccount(app: App, accountId: string): Promise<boolean> {
  return app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    const due = await takeDueErasure(tx, accountId, app.now())
    const [account] = due ? await findAccount(tx, { id: accountId }) : []
    if (!due || !account) return false
    const digest = app.sealer.digest('erased-import', accountId)
    await insertErasedImport(tx, accountId, { digest, at: app.now() })
    await deleteAccount(tx, accountId)
    await forgetAccount(app, tx, accountId, due.askedBy === 'owner' ? 'requested_by_owner' : 'requested_by_operator')
    const facts = { when: app.now().toISOString() }
    await orderMail(app, tx, account, { kind: 'account_erased', facts, from: undefined })
    return true
  })
}
