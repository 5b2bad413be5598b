import type { AuditSink } from './audit-line.ts'
import type { Budgets } from './budgets.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config-types.ts'
import type { Db, Tx } from './db/db.ts'
import type { Hasher } from './hasher.ts'
import type { Log } from './log.ts'
import type { Mailer } from './mailer.ts'
import type { Metrics } from './metrics.ts'
import type { Places } from './places.ts'
import type { RedisLink } from './redis.ts'
import type { Sealer } from './sealer.ts'
import type { Texter } from './text.ts'
import type { Tracing } from './tracing/tracing.ts'

/** Everything long-lived, made once a process; the first argument of functions that need more than the database. */
export type App = {
  readonly config: Config
  readonly log: Log
  readonly now: Clock
  readonly db: Db
  readonly redis: RedisLink | undefined
  readonly sealer: Sealer
  readonly hasher: Hasher
  readonly mailer: Mailer
  readonly texter: Texter
  /** Undefined unless events are to be copied somewhere. */
  readonly auditSink: AuditSink | undefined
  readonly budgets: Budgets
  readonly metrics: Metrics
  readonly places: Places
  /** Undefined unless a collector of traces is configured. */
  readonly tracing: Tracing | undefined
  /**
   * Runs an act whose writes stand or fall together, then wakes the worker for what the act put into the outbox.
   * Slow work (hashing, HTTP, mail) has no place inside.
   */
  readonly transaction: <R>(act: (tx: Tx) => Promise<R>) => Promise<R>
  /** Calls the listener soon after each transaction; returns the way to stop it. */
  readonly onCommit: (listener: () => void) => () => void
  /** The state that a higher floor keeps as long as the app lives, made at first use: one value a maker. */
  readonly hold: <T>(make: (app: App) => T) => T
  /** Ends what the app holds open, in order. */
  readonly close: () => Promise<void>
}

/** What a start leaves to the caller: tests move the clock and catch the output. */
export type AppParts = {
  readonly now: Clock
  readonly print: (text: string) => void
  readonly log: Log
}
