import { createPrivateKey } from 'node:crypto'
import type { Config } from '../platform/config-types.ts'
import { isLoopbackHost } from '../platform/deploy-checks.ts'
import type { Point, Seen } from './deploy-point.ts'

/**
 * What OWASP ASVS 5.0 asks at its levels 1 and 2 and only an operator can do or decide. The service runs well without, in a
 * network of its own for instance, so that these are to be looked at and fail nothing; docs/asvs.md has the requirements.
 */
export function standardPoints(config: Config, { breachedList }: Pick<Seen, 'breachedList'>): Point[] {
  const { factors, passwords, audit } = config
  return [
    look('Second factors', factors.required === 'all', 'everybody needs one', mfaAdvice),
    look(
      'Breached passwords',
      breachedList || passwords.hibp !== 'off',
      'new passwords are held against a list',
      breachedAdvice,
    ),
    look('Database in transit', isDatabaseShut(config), 'encrypted, or on this machine', databaseAdvice),
    look('Redis in transit', isRedisShut(config), 'encrypted, on this machine, or none', redisAdvice),
    look('Signing key', isKeyStrong(config), 'of 128 bits of strength or more', keyAdvice),
    look('Copy of the audit log', audit.stream.target !== 'off', 'it is sent elsewhere', auditAdvice),
    look('Profile', isStrict(config), 'of the strict profile, as far as ASVS asks', profileAdvice),
    { point: 'TLS', state: 'look', says: tlsAdvice },
    { point: 'Way out', state: 'look', says: wayOutAdvice },
    { point: 'Secret store', state: 'look', says: secretAdvice },
  ]
}

const mfaAdvice = 'they are offered; ASVS V6.3.3 wants MFA_REQUIRED=all'
const breachedAdvice = 'ASVS V6.2.12 wants `breached update`, or HIBP_ENABLED=True'
const databaseAdvice = 'unless its network is your own, add ?sslmode=verify-full to DATABASE_URL (ASVS V12.3.1)'
const redisAdvice = 'unless its network is your own, name it by rediss:// in REDIS_URL (ASVS V12.3.1)'
const keyAdvice = 'JWT_PRIVATE_KEY is RSA below 3072 bits; ASVS V11.2.3 wants more, or leave it unset for ES256'
const auditAdvice = 'ASVS V16.4.3 wants one out of reach of whoever writes the database: AUDIT_STREAM'
const profileAdvice =
  'passwords of digits, codes of a step before or after, sessions ended without a proof: ASVS V6.2.5, V6.5.5 and V7.5.2 want PROFILE=strict'
const tlsAdvice =
  'see that your proxy speaks TLS 1.2 and 1.3 alone with a public certificate, and turns http away (ASVS V12.1.1, V12.2.2)'
const wayOutAdvice = 'let a firewall let out what you configured and nothing else (ASVS V13.2.4, V13.2.5)'
const secretAdvice =
  'keep SECRET_KEY and passwords of others in a store of secrets, for this service alone (ASVS V13.3.1, V13.3.2)'

function look(point: string, ok: boolean, says: string, advice: string): Point {
  return ok ? { point, state: 'ok', says } : { point, state: 'look', says: advice }
}

function isDatabaseShut({ database }: Config): boolean {
  if (database.engine === 'sqlite') return true
  const { hostname, searchParams } = new URL(database.url)
  const mode = searchParams.get('sslmode') ?? ''
  return hostname === '' || isLoopbackHost(hostname) || ['require', 'verify-ca', 'verify-full'].includes(mode)
}

function isRedisShut({ redisUrl }: Config): boolean {
  if (redisUrl === undefined) return true
  const { protocol, hostname } = new URL(redisUrl.reveal())
  return protocol === 'rediss:' || isLoopbackHost(hostname)
}

/** What old clients are used to, and the standard asks otherwise. */
function isStrict({ passwords, factors }: Config): boolean {
  return !passwords.refusesDigits && factors.totpDrift === 0 && factors.provesToEnd
}

/** NIST SP 800-57 part 1, table 2: RSA has 128 bits of strength from 3072 bits on, P-256 always. */
function isKeyStrong({ tokens: { privateKey } }: Config): boolean {
  if (privateKey === undefined) return true
  try {
    const key = createPrivateKey(privateKey.reveal().replaceAll('\\n', '\n'))
    return key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 3072
  } catch {
    // A key that cannot be read stops the start with a sentence of its own.
    return true
  }
}
