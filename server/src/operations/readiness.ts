import { setTimeout as pause } from 'node:timers/promises'
import { sealingState } from '../audit/watch-chains.ts'
import { countOverdueItems } from '../outbox/outbox.queries.ts'
import type { App } from '../platform/app.ts'
import { isWantOfConnections } from '../platform/db/database-error.ts'
import { hasAnswered } from '../platform/db/db.ts'
import { migrationState } from '../platform/db/migrate.ts'

export type Readiness = { ready: boolean; checks: Record<string, string> }

/** Mail that waits longer than this says that no worker is at work; the process still answers requests. */
const overdueMinutes = 10

/** Milliseconds that a look may take: balancers ask every other second and wait no longer than that. */
const patienceMs = 1000
/** Milliseconds for which an answer of the database to anybody says that it is there. */
const aliveMs = 5000

/**
 * Looks at what the service needs: the database and its migrations, the shutdown, and how the queue stands. A look that
 * waits behind requests for a connection is not waited for: a process that is busy is ready all the same, or the balancer
 * would give its load to the others, and take them away one after the other.
 */
export async function readiness(app: App): Promise<Readiness> {
  if (app.hold(makeClosing).closing) return { ready: false, checks: { process: 'closing' } }
  const looks = app.hold(makeLooks)
  looks.running ??= look(app).finally(() => {
    looks.running = undefined
  })
  const { running } = looks
  const seen = await Promise.race([running, pause(patienceMs, undefined, { ref: false })])
  if (seen) return seen
  return isBusy(app) ? busy : running
}

const busy: Readiness = { ready: true, checks: { database: 'busy', migrations: 'ok' } }

function isBusy(app: App): boolean {
  return app.hold(makeKnown).migrated && hasAnswered(app.db, aliveMs)
}

function makeLooks(): { running: Promise<Readiness> | undefined } {
  return { running: undefined }
}

async function look(app: App): Promise<Readiness> {
  try {
    const pending = await pendingMigrations(app)
    const before = new Date(app.now().getTime() - overdueMinutes * 60_000)
    const overdue = await countOverdueItems(app.db, before)
    const migrations = pending.length === 0 ? 'ok' : `pending: ${pending.join(', ')}`
    const redis = app.redis ? { redis: app.redis.isReady ? 'ok' : 'away' } : {}
    const queue = overdue === 0 ? 'ok' : `${overdue} overdue`
    const audit = pending.length === 0 ? await sealingState(app) : 'unknown'
    const checks = { database: 'ok', migrations, queue, audit, ...redis }
    return { ready: pending.length === 0, checks }
  } catch (error) {
    if (isWantOfConnections(error) && isBusy(app)) return busy
    app.log.warn({ err: error }, 'readiness: the database does not answer')
    return { ready: false, checks: { database: 'away' } }
  }
}

/** Looked up until there are none; then this process knows. */
async function pendingMigrations(app: App): Promise<string[]> {
  const known = app.hold(makeKnown)
  if (known.migrated) return []
  const { pending } = await migrationState(app.db)
  known.migrated = pending.length === 0
  return pending
}

function makeKnown(): { migrated: boolean } {
  return { migrated: false }
}

/** From now on the balancer shall send nobody here. */
export function startClosing(app: App): void {
  app.hold(makeClosing).closing = true
}

function makeClosing(): { closing: boolean } {
  return { closing: false }
}
