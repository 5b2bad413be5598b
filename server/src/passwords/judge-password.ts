import type { App } from '../platform/app.ts'
import { isBreached } from '../protection/breached-passwords.ts'
import { isCommonPassword } from '../protection/common-passwords.ts'
import { breachedPasswordFault, normalizePassword, passwordFaults } from './policy.ts'
import { serviceWords } from './service-words.ts'
import { resemblesWord } from './similarity.ts'

/** The answer to a password that is little more than a word by which this service is known. */
const serviceNameFault = 'The password is too similar to the name of this service.'

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
  const { minLength, refusesDigits } = app.config.passwords
  const rules = { minLength, refusesDigits, isCommon: isCommonPassword }
  const faults = passwordFaults(password, about, rules)
  if (faults.length > 0) return faults
  if (resemblesWord(normalizePassword(password), serviceWords(app.config))) return [serviceNameFault]
  return (await isBreached(app, normalizePassword(password))) ? [breachedPasswordFault] : []
}
