import type { Config } from '../platform/config-types.ts'
import { writeRate } from '../platform/rate-settings.ts'

/** A setting as it counts; of a secret only whether there is one. */
export type Shown = string | number | boolean | null | readonly (string | number)[]
export type ShownSettings = Record<string, Record<string, Shown>>

const isSet = (secret: unknown): boolean => secret !== undefined
const orNull = <T>(value: T | undefined): T | null => value ?? null

/**
 * The settings as they count, by what they are about. Each is named here by hand: a new one is hidden until somebody has
 * decided that it is no secret.
 */
export function showSettings(config: Config): ShownSettings {
  return {
    service: ofService(config),
    stores: ofStores(config),
    mail: ofMail(config),
    texts: ofTexts(config),
    tokens: ofTokens(config),
    passwords: ofPasswords(config),
    limits: ofLimits(config),
    second_factors: ofFactors(config),
    audit: {
      retention_days: config.audit.retentionDays.main,
      failures_retention_days: config.audit.retentionDays.brief,
      stream: config.audit.stream.target,
      stream_personal: config.audit.stream.personal,
    },
    traces: ofTraces(config),
    social: {
      providers: config.social.providers.map(({ id }) => id),
      keeps_provider_tokens: config.social.storeTokens,
    },
  }
}

function ofService(config: Config): Record<string, Shown> {
  return {
    public_url: config.publicUrl,
    frontend_url: config.frontendUrl,
    host: config.host,
    port: config.port,
    profile: config.profile,
    debug: config.debug,
    log_level: config.logLevel,
    workers: config.workers,
    shutdown_delay: config.load.leaveSeconds,
    allowed_hosts: config.allowedHosts,
    cors_origins: config.corsOrigins,
    trusted_proxies: config.trustedProxies.length,
    knows_places: isSet(config.placesFile),
    has_metrics_token: isSet(config.metricsToken),
    has_secret_key: config.secretKeys.length > 0,
    older_secret_keys: Math.max(0, config.secretKeys.length - 1),
    registration: config.registration,
    default_locale: config.defaultLocale,
    erase_days: config.eraseDays,
    verify_email_by_get: config.verifyEmailByGet,
    enumeration_protection: config.enumerationProtection,
  }
}

/** An address of a database can hold a password, and so is not shown. */
function ofStores({ database, redisUrl }: Config): Record<string, Shown> {
  return {
    database: database.engine,
    pool_size: database.engine === 'postgres' ? database.poolSize : null,
    redis: isSet(redisUrl),
  }
}

/** Of the collector only its host: paths and headers hold keys. */
function ofTraces({ traces }: Config): Record<string, Shown> {
  return {
    collector: traces ? new URL(traces.url).host : null,
    has_headers: isSet(traces?.headers),
    service_name: traces?.serviceName ?? null,
    share: traces?.share ?? null,
    trust_traceparent: traces?.trustsProxies ?? false,
  }
}

function ofMail({ mail }: Config): Record<string, Shown> {
  return {
    backend: mail.backend,
    from: mail.from,
    host: mail.host,
    port: mail.port,
    secure: mail.secure,
    has_user: isSet(mail.user),
    has_password: isSet(mail.password),
  }
}

function ofTexts({ texts, factors }: Config): Record<string, Shown> {
  return {
    backend: texts.backend,
    twilio: isSet(texts.twilio),
    countries: orNull(factors.textCountries),
  }
}

function ofTokens({ tokens }: Config): Record<string, Shown> {
  return {
    issuer: tokens.issuer,
    audience: tokens.audience,
    access_minutes: tokens.accessMinutes,
    refresh_days: tokens.refreshDays,
    session_days: tokens.sessionDays,
    max_sessions: tokens.maxSessions,
    reuse_grace_seconds: tokens.reuseGraceSeconds,
    key_from_settings: isSet(tokens.privateKey),
    key_rotation_days: tokens.keyRotationDays,
    legacy_jwt: isSet(tokens.formerKey) ? 'accept' : 'refuse',
  }
}

function ofPasswords({ passwords }: Config): Record<string, Shown> {
  return {
    min_length: passwords.minLength,
    refuse_digits: passwords.refusesDigits,
    memory_kib: passwords.memoryKib,
    passes: passwords.passes,
    queue: passwords.hashQueue,
    reset_minutes: passwords.resetMinutes,
    verification_minutes: passwords.verificationMinutes,
    unverified_days: passwords.unverifiedDays,
    breached_online: passwords.hibp,
  }
}

function ofLimits({ limits, load }: Config): Record<string, Shown> {
  return {
    enabled: limits.enabled,
    max_login_attempts: limits.maxLoginAttempts,
    lock_minutes: limits.lockMinutes,
    read_rate: writeRate(limits.rates.usual.read),
    write_rate: writeRate(limits.rates.usual.write),
    roles_with_own_rates: [...limits.rates.byRole.keys()],
    client_percent: limits.rates.clientPercent,
    in_flight: load.mostInFlight,
    turn_ms: load.turnMs,
  }
}

function ofFactors({ factors, webauthn }: Config): Record<string, Shown> {
  return {
    required: factors.required,
    offered: factors.offered,
    recovery_hours: factors.recoveryHours,
    code_minutes: factors.codeMinutes,
    code_digits: factors.codeDigits,
    reauth_minutes: factors.reauthMinutes,
    totp_drift: factors.totpDrift,
    end_sessions_needs_proof: factors.provesToEnd,
    trusted_days: factors.trustedDays,
    relying_party: orNull(webauthn.rpId),
    origins: webauthn.origins,
  }
}
