import type { App } from '../platform/app.ts'
import { isBreached } from '../protection/breached-passwords.ts'
import { isCommonPassword } from '../protection/common-passwords.ts'
import { breachedPasswordFault, normalizePassword, passwordFaults } from './policy.ts'

/**
 * Why a new password is not acceptable.
 * @param about the account's name and address, which the password must not resemble
 * @returns sentences in the order of the old service; empty when it is good
 */
export async function judgePassword(
  app: App,
  password: string,
  about: { username?: string; email?: string },
): Promise<readonly string[]> {
  const rules = { minLength: app.config.passwords.minLength, isCommon: isCommonPassword }
  const faults = passwordFaults(password, about, rules)
  if (faults.length > 0) return faults
  return (await isBreached(app, normalizePassword(password))) ? [breachedPasswordFault] : []
}
