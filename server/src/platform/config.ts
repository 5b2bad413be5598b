import { join, resolve } from 'node:path'
import { parseRange, type Range } from '../base/ip-range.ts'
import { type Secret, secret } from '../base/secret.ts'
import { languages } from '../words/languages.ts'
import { readAudit } from './audit-settings.ts'
import type { Config, LimitSettings, PasswordSettings, TokenSettings } from './config-types.ts'
import { readDatabase } from './database-settings.ts'
import { deployFaults, isLoopbackHost } from './deploy-checks.ts'
import { readEvents } from './event-settings.ts'
import { readFactors } from './factor-settings.ts'
import { readFormerKey } from './former-key.ts'
import { readLoad } from './load-settings.ts'
import type { MailSettings } from './mailer.ts'
import { placeFileFault } from './place-file.ts'
import { readRates } from './rate-settings.ts'
import { readSocial } from './read-social.ts'
import { type Environment, readSettings, type SettingsReader } from './settings-reader.ts'
import type { TextSettings } from './texter.ts'
import { readTraces } from './tracing/trace-settings.ts'
import { readWebauthn } from './webauthn-settings.ts'

/** Where `npm start` builds the pages, beside the code of the service. */
const builtPages = join(import.meta.dirname, '../../../web/dist')

export type LoadedConfig = {
  readonly config: Config
  readonly faults: readonly string[]
  /** The names of all settings there are. */
  readonly names: ReadonlySet<string>
}

/**
 * Reads the whole configuration from an environment.
 * @param env names to texts; unset names take the defaults of `.env.example`
 * @returns the configuration and one sentence a fault; with any fault the service must not start
 */
export function loadConfig(env: Environment): LoadedConfig {
  const read = readSettings(env)
  const profile = read.choice('PROFILE', ['default', 'strict'], 'default')
  const strict = profile === 'strict'
  const host = read.text('HOST', '127.0.0.1')
  const port = read.whole('PORT', 8000, [0, 65535])
  const shownHost = isLoopbackHost(host) ? 'localhost' : host
  const publicUrl = read.origin('PUBLIC_URL', `http://${shownHost}:${port}`)
  const frontendUrl = read.origin('FRONTEND_URL', publicUrl)
  const trustedProxies = readRanges(read)
  const dataDir = resolve(read.text('DATA_DIR', './data'))
  const config: Config = {
    host,
    port,
    debug: read.flag('DEBUG', false),
    profile,
    logLevel: read.choice('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
    workers: read.whole('WEB_CONCURRENCY', 1, [1, 64]),
    dataDir,
    webDir: resolve(read.text('WEB_DIR', builtPages)),
    secretKeys: readSecretKeys(read),
    allowedHosts: read.list('ALLOWED_HOSTS', defaultHosts(publicUrl)),
    publicUrl,
    frontendUrl,
    corsOrigins: readOrigins(read, publicUrl),
    trustedProxies,
    metricsToken: readSecret(read, 'METRICS_TOKEN'),
    placesFile: readPlacesFile(read),
    database: readDatabase(read, dataDir),
    redisUrl: readRedis(read),
    mail: readMail(read),
    defaultLocale: read.choice('DEFAULT_LOCALE', languages, 'en'),
    texts: readTexts(read),
    tokens: readTokens(read, strict),
    passwords: readPasswords(read, dataDir, strict),
    limits: readLimits(read),
    factors: readFactors(read, strict),
    webauthn: readWebauthn(read, { publicUrl, frontendUrl }),
    audit: readAudit(read),
    social: readSocial(read),
    registration: read.choice('REGISTRATION', ['open', 'closed'], 'open'),
    events: readEvents(read),
    load: readLoad(read),
    traces: readTraces(read, trustedProxies.length > 0),
    eraseDays: read.whole('ACCOUNT_ERASE_DAYS', 14, [1, 90]),
    verifyEmailByGet: read.flag('VERIFY_EMAIL_BY_GET', !strict),
    enumerationProtection: read.flag('ENUMERATION_PROTECTION', true),
  }
  return { config, faults: [...read.faults, ...deployFaults(config)], names: read.asked }
}

/** The environment of this process, after a `.env` file beside it has filled what was unset. */
export function processEnvironment(): Environment {
  try {
    process.loadEnvFile()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return process.env
}

function readSecret(read: SettingsReader, names: string): Secret | undefined {
  const value = read.optional(names)
  return value === undefined ? undefined : secret(value)
}

function readSecretKeys(read: SettingsReader): readonly Secret[] {
  const current = read.optional('SECRET_KEY DJANGO_SECRET_KEY')
  const older = read.list('SECRET_KEY_FALLBACKS', [])
  if (current === undefined) {
    if (older.length > 0) read.fault('SECRET_KEY_FALLBACKS needs a SECRET_KEY beside it.')
    return []
  }
  if (current.length < 32) read.fault('SECRET_KEY must have at least 32 characters of randomness.')
  return [current, ...older].map(secret)
}

function defaultHosts(publicUrl: string): readonly string[] {
  return [...new Set(['localhost', '127.0.0.1', '[::1]', new URL(publicUrl).hostname])]
}

/** The origins of common development servers are let in only while the service itself is a local one. */
function readOrigins(read: SettingsReader, publicUrl: string): readonly string[] {
  const local = isLoopbackHost(new URL(publicUrl).hostname)
  const development = [3000, 5173].flatMap((port) => [`http://localhost:${port}`, `http://127.0.0.1:${port}`])
  const origins = read.list('CORS_ALLOWED_ORIGINS', local ? development : [])
  for (const origin of origins) {
    if (URL.parse(origin)?.origin !== origin) {
      read.fault(`CORS_ALLOWED_ORIGINS holds "${origin}", which is not an origin such as https://app.example.com.`)
    }
  }
  return origins
}

function readRanges(read: SettingsReader): readonly Range[] {
  const ranges: Range[] = []
  for (const text of read.list('TRUSTED_PROXIES', [])) {
    const range = parseRange(text)
    if (range) ranges.push(range)
    else read.fault(`TRUSTED_PROXIES holds "${text}", which is not an address or CIDR range.`)
  }
  return ranges
}

function readPlacesFile(read: SettingsReader): string | undefined {
  const file = read.optional('GEOIP_FILE')
  const fault = file && placeFileFault(resolve(file))
  if (fault) read.fault(`GEOIP_FILE names "${file}", which ${fault}.`)
  return file && resolve(file)
}

function readRedis(read: SettingsReader): Secret | undefined {
  const host = read.optional('REDIS_HOST')
  const port = read.whole('REDIS_PORT', 6379, [1, 65535])
  const url = read.optional('REDIS_URL') ?? (host === undefined ? undefined : `redis://${host}:${port}`)
  if (url === undefined) return undefined
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) read.fault('REDIS_URL must begin with redis:// or rediss://.')
  return secret(url)
}

function readMail(read: SettingsReader): MailSettings {
  const tls = read.flag('EMAIL_USE_SSL', false)
  const starttls = read.flag('EMAIL_USE_TLS', false)
  if (tls && starttls) read.fault('EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other.')
  const user = read.optional('EMAIL_HOST_USER')
  const password = readSecret(read, 'EMAIL_HOST_PASSWORD')
  const filePath = read.optional('EMAIL_FILE_PATH')
  const backend = read.choice('EMAIL_BACKEND', ['console', 'smtp', 'file', 'memory'], 'console', {
    'django.core.mail.backends.console.EmailBackend': 'console',
    'django.core.mail.backends.smtp.EmailBackend': 'smtp',
    'django.core.mail.backends.filebased.EmailBackend': 'file',
    'django.core.mail.backends.locmem.EmailBackend': 'memory',
  })
  if (backend === 'file' && filePath === undefined) read.fault('EMAIL_BACKEND=file needs EMAIL_FILE_PATH.')
  return {
    backend,
    from: read.text('DEFAULT_FROM_EMAIL', user?.includes('@') ? user : 'Kalosphere <noreply@localhost>'),
    host: read.text('EMAIL_HOST', 'localhost'),
    port: read.whole('EMAIL_PORT', tls ? 465 : starttls ? 587 : 25, [1, 65535]),
    secure: tls ? 'tls' : starttls ? 'starttls' : 'none',
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(filePath === undefined ? {} : { filePath }),
  }
}

/** The strict profile shortens what a stolen token is worth. */
function readTokens(read: SettingsReader, strict: boolean): TokenSettings {
  return {
    issuer: read.text('JWT_ISSUER', 'kalosphere-auth'),
    audience: read.text('JWT_AUDIENCE', 'kalosphere'),
    accessMinutes: read.whole('ACCESS_TOKEN_LIFETIME_MINUTES', strict ? 5 : 15, [1, 1440]),
    refreshDays: read.whole('REFRESH_TOKEN_LIFETIME_DAYS', strict ? 1 : 7, [1, 365]),
    sessionDays: read.whole('SESSION_LIFETIME_DAYS', 30, [1, 3650]),
    maxSessions: read.whole('MAX_SESSIONS', 20, [1, 1000]),
    reuseGraceSeconds: read.whole('REFRESH_REUSE_GRACE', strict ? 10 : 30, [0, 300]),
    privateKey: readSecret(read, 'JWT_PRIVATE_KEY'),
    publicKey: read.optional('JWT_PUBLIC_KEY'),
    formerKey: readFormerKey(read),
    keyRotationDays: read.whole('JWT_KEY_ROTATION_DAYS', 90, [1, 3650]),
  }
}

/** NIST SP 800-63B-4 section 3.1.1.1: 15 characters for a password that is the only factor. */
function readPasswords(read: SettingsReader, dataDir: string, strict: boolean): PasswordSettings {
  const failClosed = read.flag('HIBP_FAIL_CLOSED', false)
  return {
    minLength: read.whole('PASSWORD_MIN_LENGTH', strict ? 15 : 8, [8, 128]),
    // ASVS 6.2.5 wants no rule about kinds of characters.
    refusesDigits: read.flag('PASSWORD_REFUSE_DIGITS', !strict),
    memoryKib: read.whole('ARGON2_MEMORY_KIB', 19_456, [8, 4_194_304]),
    passes: read.whole('ARGON2_PASSES', 2, [1, 100]),
    hashQueue: read.whole('HASH_QUEUE_LIMIT', 500, [1, 100_000]),
    resetMinutes: read.whole('PASSWORD_RESET_LIFETIME', 60, [5, 1440]),
    verificationMinutes: read.whole('EMAIL_VERIFICATION_LIFETIME', 1440, [5, 43_200]),
    unverifiedDays: read.whole('UNVERIFIED_ACCOUNT_DAYS', 7, [1, 365]),
    breachedFile: resolve(read.text('BREACHED_PASSWORDS_FILE', join(dataDir, 'breached-passwords.bin'))),
    hibp: read.flag('HIBP_ENABLED', false) ? (failClosed ? 'fail-closed' : 'fail-open') : 'off',
  }
}

function readLimits(read: SettingsReader): LimitSettings {
  return {
    enabled: read.flag('RATELIMIT_ENABLE', true),
    maxLoginAttempts: read.whole('MAX_LOGIN_ATTEMPTS', 5, [1, 100]),
    lockMinutes: read.whole('ACCOUNT_LOCK_DURATION', 30, [1, 10_080]),
    rates: readRates(read),
  }
}

function readTexts(read: SettingsReader): TextSettings {
  const accountSid = read.optional('TWILIO_ACCOUNT_SID')
  const authToken = readSecret(read, 'TWILIO_AUTH_TOKEN')
  const from = read.optional('TWILIO_PHONE_NUMBER')
  const baseUrl = read.optional('TWILIO_API_BASE_URL') && read.origin('TWILIO_API_BASE_URL', '')
  const isWhole = accountSid !== undefined && authToken !== undefined && from !== undefined
  // As the old service did: with the three settings there, texts go out without more words.
  const backend = read.choice('SMS_BACKEND', ['console', 'twilio', 'file', 'memory'], isWhole ? 'twilio' : 'console')
  const filePath = read.optional('SMS_FILE_PATH')
  if (backend === 'file' && filePath === undefined) read.fault('SMS_BACKEND=file needs SMS_FILE_PATH.')
  if (backend === 'twilio' && !isWhole) {
    read.fault('SMS_BACKEND=twilio needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER.')
  }
  return {
    backend,
    filePath,
    twilio: isWhole ? { accountSid, authToken, from, baseUrl, timeoutMs: 10_000 } : undefined,
  }
}
