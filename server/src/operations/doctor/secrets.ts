import type { Config } from '../../platform/config-types.ts'
import { isLoopbackHost, isPublic } from '../../platform/deploy-checks.ts'
import { isStrongSecret } from '../strong-secret.ts'
import { type Check, failed, ok, warning } from './finding.ts'

/** Passwords that programs are delivered with, or that examples show. */
const delivered = new Set(
  'postgres password kalosphere changeme admin secret root test example guest redis 123456 12345678'.split(' '),
)

/** Secrets that others could guess. Only the names of the settings are told. */
export const secrets: Check = {
  name: 'secrets',
  async look({ config }) {
    const weak = weakOnes(config)
    if (weak.length === 0) return ok('none looks like an example')
    const said = `easy to guess: ${weak.join(', ')}`
    const todo = 'make others by `openssl rand -base64 48`; a former SECRET_KEY goes into SECRET_KEY_FALLBACKS'
    // On one's own machine nobody else tries them.
    return isPublic(config) ? failed(said, todo) : warning(said, todo)
  },
}

function weakOnes(config: Config): string[] {
  const { secretKeys, metricsToken, database, redisUrl, mail } = config
  const [current] = secretKeys
  const weak = {
    SECRET_KEY: current !== undefined && !isStrongSecret(current.reveal()),
    METRICS_TOKEN: metricsToken !== undefined && (metricsToken.reveal().length < 16 || isDelivered(metricsToken)),
    'the password of DATABASE_URL': database.engine === 'postgres' && isOpen(database.url),
    'the password of REDIS_URL': redisUrl !== undefined && isOpen(redisUrl.reveal()),
    EMAIL_HOST_PASSWORD: mail.password !== undefined && isDelivered(mail.password),
  }
  return Object.entries(weak).flatMap(([name, isWeak]) => (isWeak ? [name] : []))
}

function isDelivered(secret: { readonly reveal: () => string }): boolean {
  return delivered.has(secret.reveal().toLowerCase())
}

/** A store on this machine may do without a password; certificates may stand in the place of one (`sslcert`). */
function isOpen(address: string): boolean {
  const url = URL.parse(address)
  // Another check tells of an address that is none.
  if (url === null) return false
  const { hostname, username, password, searchParams } = url
  if (password === '') return !(hostname === '' || isLoopbackHost(hostname) || searchParams.has('sslcert'))
  const word = decodeURIComponent(password).toLowerCase()
  return delivered.has(word) || word === decodeURIComponent(username).toLowerCase()
}
