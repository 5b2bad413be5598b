import type { App } from '../platform/app.ts'
import type { Account } from './accounts.queries.ts'
import { beginErasure } from './begin-erasure.ts'
import { deactivateByOperator, reactivateAccount } from './switch-account.ts'
import { confirmEmail } from './verify-email.ts'

/** Takes an account's present address as proved. @returns false when it was proved before */
export function verifyByOperator(app: App, { id, email }: Account): Promise<boolean> {
  return app.transaction((tx) => confirmEmail(app, tx, undefined, { accountId: id, email, by: 'operator' }))
}

/** Switches an account off and ends its sessions. @returns false when it was off before, whatever its owner does */
export function disableByOperator(app: App, accountId: string): Promise<boolean> {
  return app.transaction((tx) => deactivateByOperator(app, tx, accountId))
}

/** Switches an account on again. @returns false when it was on before */
export function enableByOperator(app: App, accountId: string): Promise<boolean> {
  return app.transaction((tx) => reactivateAccount(app, tx, accountId))
}

/**
 * Begins to erase an account; its owner can keep it until then.
 * @param final whether the owner cannot, and it is erased as soon as the access tokens of its sessions have run out
 * @returns when it is erased
 */
export function eraseByOperator(app: App, account: Account, final: boolean): Promise<Date> {
  return app.transaction((tx) => beginErasure(app, tx, undefined, { account, by: 'operator', final }))
}
