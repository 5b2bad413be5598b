import { type FactorSettings, type FactorWord, factorKinds } from './config-types.ts'
import type { SettingsReader } from './settings-reader.ts'

/** NIST SP 800-63B-4: e-mail proves no second factor (section 3.1.3.1), and texts are restricted (3.2.9): not for the strict. */
export function readFactors(read: SettingsReader, strict: boolean): FactorSettings {
  return {
    required: read.choice('MFA_REQUIRED', ['none', 'admins', 'all'], 'none'),
    offered: readOffered(read, strict ? ['totp', 'webauthn'] : factorKinds),
    recoveryHours: read.whole('FACTOR_RECOVERY_DELAY_HOURS', 24, [1, 720]),
    textCountries: readCountries(read),
    codeMinutes: read.whole('MFA_CODE_LIFETIME', 5, [1, 10]),
    codeDigits: read.whole('MFA_CODE_LENGTH', 6, [6, 10]),
    reauthMinutes: read.whole('REAUTH_LIFETIME', 15, [1, 1440]),
    totpDrift: read.whole('TOTP_DRIFT', strict ? 0 : 1, [0, 1]),
    provesToEnd: read.flag('END_SESSIONS_NEEDS_PROOF', strict),
    trustedDays: read.whole('TRUSTED_DEVICE_DAYS', 30, [1, 365]),
  }
}

function readOffered(read: SettingsReader, fallback: readonly FactorWord[]): readonly FactorWord[] {
  const words = read.list('MFA_METHODS', fallback)
  for (const word of words) {
    if (!factorKinds.some((kind) => kind === word)) {
      read.fault(`MFA_METHODS holds "${word}"; it may hold ${factorKinds.join(', ')}.`)
    }
  }
  if (words.length === 0) read.fault('MFA_METHODS must name at least one method.')
  return factorKinds.filter((kind) => words.includes(kind))
}

/** Texts cost money and are a way to steal it (toll fraud): a public service should name where its people live. */
function readCountries(read: SettingsReader): readonly string[] | undefined {
  const countries = read.list('SMS_ALLOWED_COUNTRIES', [])
  for (const country of countries) {
    if (!/^[A-Z]{2}$/.test(country))
      read.fault(`SMS_ALLOWED_COUNTRIES holds "${country}", not two capitals such as DE.`)
  }
  return countries.length === 0 ? undefined : countries
}
