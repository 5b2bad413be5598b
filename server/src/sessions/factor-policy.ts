import type { App } from '../platform/app.ts'

/** What an account has of second factors, as its row tells. */
export type FactorFlags = {
  readonly mfaEnabled: boolean
  readonly emailMfaEnabled: boolean
  readonly isPhoneVerified: boolean
  readonly hasPasskey: boolean
}

/** Whether the account has a second factor of any kind. */
export function hasFactor({ mfaEnabled, emailMfaEnabled, isPhoneVerified, hasPasskey }: FactorFlags): boolean {
  return mfaEnabled || emailMfaEnabled || isPhoneVerified || hasPasskey
}

/** Whether an account must have a second factor and has none: it may add one, and nothing else. */
export function mustEnrol(app: App, account: FactorFlags & { readonly roles: readonly string[] }): boolean {
  return !hasFactor(account) && needsFactor(app, account.roles)
}

/** Whether an account of these roles must have a second factor (`MFA_REQUIRED`). */
export function needsFactor(app: App, roles: readonly string[]): boolean {
  const { required } = app.config.factors
  return required === 'all' || (required === 'admins' && roles.length > 0)
}
