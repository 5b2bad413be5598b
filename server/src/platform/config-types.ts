import type { KeyObject } from 'node:crypto'
import type { Range } from '../base/ip-range.ts'
import type { Secret } from '../base/secret.ts'
import type { Language } from '../words/languages.ts'
import type { AuditSettings } from './audit-settings.ts'
import type { DatabaseSettings } from './db/db.ts'
import type { EventSettings } from './event-settings.ts'
import type { LoadSettings } from './load-settings.ts'
import type { MailSettings } from './mailer.ts'
import type { RateSettings } from './rate-settings.ts'
import type { SocialSettings } from './social-settings.ts'
import type { TextSettings } from './texter.ts'
import type { TraceSettings } from './tracing/trace-settings.ts'
import type { WebauthnSettings } from './webauthn-settings.ts'

export type Config = {
  readonly host: string
  readonly port: number
  readonly debug: boolean
  /** `strict` tightens what the default leaves friendly: see docs/operations.md. */
  readonly profile: 'default' | 'strict'
  readonly logLevel: string
  readonly workers: number
  readonly dataDir: string
  /** Where the built pages of the web application lie; nothing is served where there are none. */
  readonly webDir: string
  /** Current key first; older ones still open what they sealed. Unset: made at first start and kept in `dataDir`. */
  readonly secretKeys: readonly Secret[]
  readonly allowedHosts: readonly string[]
  readonly publicUrl: string
  readonly frontendUrl: string
  readonly corsOrigins: readonly string[]
  readonly trustedProxies: readonly Range[]
  readonly metricsToken: Secret | undefined
  /** In the MaxMind DB format; undefined where places are not looked up. */
  readonly placesFile: string | undefined
  readonly database: DatabaseSettings
  readonly redisUrl: Secret | undefined
  readonly mail: MailSettings
  /** The language of mails, messages and pages for whom nothing else is known. */
  readonly defaultLocale: Language
  readonly texts: TextSettings
  readonly tokens: TokenSettings
  readonly passwords: PasswordSettings
  readonly limits: LimitSettings
  readonly factors: FactorSettings
  readonly webauthn: WebauthnSettings
  readonly audit: AuditSettings
  readonly social: SocialSettings
  /** Whether people make accounts of their own, or only operators do. */
  readonly registration: 'open' | 'closed'
  readonly events: EventSettings
  readonly load: LoadSettings
  /** Undefined where no collector of traces is named. */
  readonly traces: TraceSettings | undefined
  /** Days between the wish to erase an account and its erasure, in which the owner can think again. */
  readonly eraseDays: number
  readonly verifyEmailByGet: boolean
  readonly enumerationProtection: boolean
}

export type TokenSettings = {
  readonly issuer: string
  readonly audience: string
  readonly accessMinutes: number
  readonly refreshDays: number
  readonly reuseGraceSeconds: number
  /** How long a session can be kept alive by refreshing, in days. */
  readonly sessionDays: number
  /** How many sessions of an account live at once. */
  readonly maxSessions: number
  readonly privateKey: Secret | undefined
  readonly publicKey: string | undefined
  /** Of the Django service, whose tokens go on counting for a time; undefined where they do not. */
  readonly formerKey: KeyObject | undefined
  /** Age in days at which the worker brings in a new signing key. */
  readonly keyRotationDays: number
}

export type PasswordSettings = {
  readonly minLength: number
  /** Whether passwords of digits alone are refused, as the service before refused them. */
  readonly refusesDigits: boolean
  readonly memoryKib: number
  readonly passes: number
  readonly hashQueue: number
  readonly resetMinutes: number
  readonly verificationMinutes: number
  /** After how many days an account whose address was never proved is given up. */
  readonly unverifiedDays: number
  readonly breachedFile: string
  readonly hibp: 'off' | 'fail-open' | 'fail-closed'
}

export type LimitSettings = {
  readonly enabled: boolean
  readonly maxLoginAttempts: number
  readonly lockMinutes: number
  /** What the requests of a signed-in person may come to. */
  readonly rates: RateSettings
}

/** What somebody can add as a second factor. */
export const factorKinds = ['webauthn', 'totp', 'email', 'sms'] as const
export type FactorWord = (typeof factorKinds)[number]

export type FactorSettings = {
  /** Whose sign-in leads to the enrolment of a second factor when there is none. */
  readonly required: 'none' | 'admins' | 'all'
  /** The kinds that can be added, and with which one is asked to prove it where there is a choice. */
  readonly offered: readonly FactorWord[]
  /** Hours between the wish to recover lost factors and their end, in which the owner can object. */
  readonly recoveryHours: number
  /** Two-letter countries that texts are sent to; undefined for all. */
  readonly textCountries: readonly string[] | undefined
  readonly codeMinutes: number
  readonly codeDigits: number
  /** How fresh a proof must be for a sensitive call, in minutes. */
  readonly reauthMinutes: number
  /** How many steps of 30 s the code of an authenticator app may be early or late. */
  readonly totpDrift: number
  /** Whether a person ends other sessions and devices of theirs with a fresh proof only. */
  readonly provesToEnd: boolean
  /** How long a device that was told to be remembered is not asked again. */
  readonly trustedDays: number
}
