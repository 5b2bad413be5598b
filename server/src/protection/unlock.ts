import { recordEvent } from '../audit/record-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { deleteAttemptsOf } from './attempts.queries.ts'

/**
 * Lifts every lock of an account, those of its known devices and sessions too; an operator's act.
 * @returns false when no failure was counted, so that there was nothing to lift
 */
export function unlockAccount(app: App, accountId: string): Promise<boolean> {
  return app.transaction((tx) => liftEveryLock(app, tx, accountId))
}

/** As `unlockAccount`, in the transaction of a greater act. */
export async function liftEveryLock(app: App, tx: Tx, accountId: string): Promise<boolean> {
  const lifted = await deleteAttemptsOf(tx, accountId)
  if (lifted === 0) return false
  await recordEvent(app, tx, undefined, { name: 'sign_in.unlocked', accountId, facts: { by: 'operator' } })
  return true
}
