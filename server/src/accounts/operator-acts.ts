import type { App } from '../platform/app.ts'
import type { Account } from './accounts.queries.ts'
import { deactivateAccount, reactivateAccount } from './switch-account.ts'
import { confirmEmail } from './verify-email.ts'

/** Takes an account's present address as proved. @returns false when it was proved before */
export function verifyByOperator(app: App, { id, email }: Account): Promise<boolean> {
  return app.transaction((tx) => confirmEmail(app, tx, undefined, { accountId: id, email, by: 'operator' }))
}

/** Switches an account off and ends its sessions. @returns false when it was off before */
export function disableByOperator(app: App, accountId: string): Promise<boolean> {
  return app.transaction((tx) => deactivateAccount(app, tx, undefined, { accountId, by: 'operator' }))
}

/** Switches an account on again. @returns false when it was on before */
export function enableByOperator(app: App, accountId: string): Promise<boolean> {
  return app.transaction((tx) => reactivateAccount(app, tx, accountId))
}
