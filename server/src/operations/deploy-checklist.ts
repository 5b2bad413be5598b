import type { Config } from '../platform/config-types.ts'
import { isLoopbackHost } from '../platform/deploy-checks.ts'
import type { Point, Seen } from './deploy-point.ts'
import { standardPoints } from './deploy-standards.ts'
import { isStrongSecret } from './strong-secret.ts'

const weekMs = 7 * 86_400_000

/** The security checklist of a service that others can reach, one answer a point. */
export function deployChecklist(config: Config, seen: Seen): Point[] {
  return [
    https(config),
    proxies(config),
    point('DEBUG', !config.debug, 'it is off', 'set DEBUG=False: it lets a public service start with local settings'),
    secretKey(config),
    hosts(config),
    secrets(seen),
    mail(config),
    limits(config),
    pooling(config),
    monitoring(config),
    backups(config, seen),
    ...standardPoints(config, seen),
  ]
}

function point(name: string, ok: boolean, says: string, todo: string): Point {
  return ok ? { point: name, state: 'ok', says } : { point: name, state: 'todo', says: todo }
}

function https({ publicUrl }: Config): Point {
  const todo = `set PUBLIC_URL to the https address people use (it is ${publicUrl}), and end TLS in front of the service`
  return point('HTTPS', publicUrl.startsWith('https:'), publicUrl, todo)
}

/** TLS ends in front of the service, so there is a proxy, and without its name every client has the proxy's address. */
function proxies({ publicUrl, trustedProxies }: Config): Point {
  const ok = trustedProxies.length > 0 || !publicUrl.startsWith('https:')
  const todo = 'set TRUSTED_PROXIES to the addresses of your proxy: without it limits count all people as one'
  return point('TRUSTED_PROXIES', ok, trustedProxies.length > 0 ? 'they are named' : 'none without https', todo)
}

function secretKey({ secretKeys: [current] }: Config): Point {
  const todo = 'set SECRET_KEY to random text: `openssl rand -base64 48`'
  return point('SECRET_KEY', isStrongSecret(current?.reveal() ?? ''), 'it is set by the environment', todo)
}

function hosts({ allowedHosts, publicUrl }: Config): Point {
  const { hostname } = new URL(publicUrl)
  const named = allowedHosts.filter((host) => !isLoopbackHost(host))
  const ok = coversHost(named, hostname) && !allowedHosts.includes('*')
  return point('ALLOWED_HOSTS', ok, allowedHosts.join(', '), `name the hosts of the service, ${hostname} among them`)
}

/** Whether one of the names is the host, or a domain above it (`.example.com`). */
export function coversHost(names: readonly string[], hostname: string): boolean {
  return names.some((name) => name === hostname || (name.startsWith('.') && `.${hostname}`.endsWith(name)))
}

function secrets({ openFiles }: Seen): Point {
  const todo = `take the rights of others away: chmod go= ${openFiles.join(' ')}`
  return point('Secrets', openFiles.length === 0, 'they come from the environment and from files of one owner', todo)
}

function mail({ mail: { backend, secure, host } }: Config): Point {
  const ok = backend === 'smtp' && (secure !== 'none' || isLoopbackHost(host))
  const todo = 'set EMAIL_BACKEND=smtp with EMAIL_HOST, and EMAIL_USE_TLS=True: mails carry links that sign people in'
  return point('Mail', ok, `by ${host}`, todo)
}

function limits({ limits: { enabled } }: Config): Point {
  return point('Limits', enabled, 'they are on', 'set RATELIMIT_ENABLE=True')
}

function pooling({ database, workers }: Config): Point {
  if (database.engine === 'sqlite') {
    const says = 'SQLite needs no pool; it is for one machine'
    return point('Database connections', workers <= 4, says, 'with so many processes, use PostgreSQL (DATABASE_URL)')
  }
  const most = database.poolSize * workers
  const says = `pooled, ${most} at most from this machine: max_connections of PostgreSQL must allow them for every node`
  return { point: 'Database connections', state: 'ok', says }
}

function monitoring({ metricsToken, logLevel }: Config): Point {
  const logs = logLevel !== 'silent' && logLevel !== 'fatal'
  const todo = logs
    ? 'set METRICS_TOKEN and let Prometheus read /metrics; watch /readyz; keep the log'
    : 'set LOG_LEVEL=info: nothing of what happens is written now'
  return point('Monitoring', logs && metricsToken !== undefined, 'metrics and log are on; watch /readyz too', todo)
}

function backups({ database }: Config, { now, lastBackup }: Seen): Point {
  if (database.engine === 'postgres') {
    const says = 'not to be seen from here: see that pg_dump or your provider makes them, and try a restore'
    return { point: 'Backups', state: 'look', says }
  }
  const fresh = lastBackup !== undefined && now.getTime() - lastBackup.getTime() < weekMs
  const todo = 'none was made here for a week: let `kalosphere-auth backup FILE` run every night, and try a restore'
  return point('Backups', fresh, `the last one is of ${lastBackup?.toISOString()}`, todo)
}
