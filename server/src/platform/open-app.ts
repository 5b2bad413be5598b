import { availableParallelism } from 'node:os'
import type { Secret } from '../base/secret.ts'
import type { App, AppParts } from './app.ts'
import { makeAuditSink } from './audit-sink.ts'
import { makeBudgets } from './budgets.ts'
import type { Config } from './config-types.ts'
import { openDb } from './db/db.ts'
import { makeHasher } from './hasher.ts'
import { makeMailer } from './mailer.ts'
import { makeMetrics } from './metrics.ts'
import { makePlaces } from './places.ts'
import { closeRedis, openRedis } from './redis.ts'
import { makeSealer } from './sealer.ts'
import { ownSecretKey } from './secret-key-file.ts'
import { makeTexter } from './texter.ts'
import { threadPoolSize } from './thread-pool.ts'
import { apart } from './tracing/part.ts'
import { makeTracing } from './tracing/tracing.ts'

/**
 * Builds the app from its configuration. Connections are made lazily or in the background, so that the process can
 * answer (with a defined refusal) while a service it needs is away.
 */
export function openApp(config: Config, parts: AppParts): App {
  const { log, now } = parts
  const onIdleError = (error: Error): void => log.warn({ err: error }, 'an idle database connection broke')
  const db = openDb(config.database, onIdleError, config.traces !== undefined)
  const redis = config.redisUrl && openRedis(config.redisUrl, log)
  const { memoryKib, passes, hashQueue: queueLimit } = config.passwords
  const hasher = makeHasher({ memoryKib, passes, concurrency: hashConcurrency(), queueLimit })
  const metrics = makeMetrics(hasher)
  const tracing = config.traces && makeTracing(config.traces, { log, metrics })
  const budgets = makeBudgets(db, redis, { now, log })
  const listeners = new Set<() => void>()
  const held = new Map<unknown, unknown>()
  const mailer = makeMailer(config.mail, parts.print)
  const auditSink = makeAuditSink(config.audit.stream, parts.print)
  const app: App = {
    config,
    log,
    now,
    db,
    redis,
    sealer: makeSealer(secretKeysOf(config)),
    hasher,
    mailer,
    texter: makeTexter(config.texts, parts.print),
    budgets,
    auditSink,
    metrics,
    places: makePlaces(config.placesFile, log),
    tracing,
    async transaction(act) {
      const result = await db.transaction().execute(act)
      // Whoever is woken works for everybody, not for this act alone.
      apart(() => {
        for (const listener of listeners) listener()
      })
      return result
    },
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hold<T>(make: (app: App) => T): T {
      if (!held.has(make)) held.set(make, make(app))
      return held.get(make) as T
    },
    async close() {
      hasher.close()
      budgets.close()
      await mailer.close()
      auditSink?.close()
      if (redis) closeRedis(redis)
      await db.destroy()
      await tracing?.close()
    },
  }
  return app
}

function secretKeysOf(config: Config): readonly [Secret, ...Secret[]] {
  const [current, ...older] = config.secretKeys
  return current === undefined ? [ownSecretKey(config.dataDir)] : [current, ...older]
}

/** As many as there are cores, and two fewer than libuv's pool has threads, which other crypto calls need too. */
function hashConcurrency(): number {
  return Math.max(1, Math.min(availableParallelism(), threadPoolSize - 2))
}
