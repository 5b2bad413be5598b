import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, PostgresAdapter, type Transaction } from 'kysely'
import { type PostgresSettings, postgresDialect } from './postgres.ts'
import type { Schema } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'
import { traceStatements, traceWait } from './trace-statements.ts'

/** The database outside or inside a transaction. */
export type Db = Kysely<Schema>
/** Inside a transaction: what a function takes whose writes must stand or fall together. */
export type Tx = Transaction<Schema>
/** What else stands or falls with an act, such as the record of who did it. */
export type Alongside = (tx: Tx) => Promise<void>

export type DatabaseSettings = (
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly poolSize: number }
) & {
  /** Whether every write is refused, as `unavailable`. */
  readonly readOnly?: boolean
  /** Whether a SQLite database is copied before it is migrated; by itself it is. */
  readonly copiesBefore?: boolean
}

/** When PostgreSQL answered last, in milliseconds of the process. */
const answers = new WeakMap<Db, number>()

/**
 * Opens the database; on PostgreSQL the first query connects.
 * @param onIdleError told of connections that break while nobody waits for them
 * @param isTraced whether statements are parts of traces
 */
export function openDb(settings: DatabaseSettings, onIdleError: PostgresSettings['onIdleError'], isTraced = false): Db {
  if (settings.engine === 'postgres') {
    const onAnswer = (): void => void answers.set(db, performance.now())
    const plain = { ...settings, onIdleError, onAnswer }
    const dialect = isTraced
      ? traceStatements(postgresDialect({ ...plain, onTaken: traceWait }), 'postgresql')
      : postgresDialect(plain)
    const db: Db = new Kysely<Schema>({ dialect })
    return db
  }
  mkdirSync(dirname(settings.file), { recursive: true, mode: 0o700 })
  // Password hashes are in there; SQLite gives the files beside it the same rights.
  closeSync(openSync(settings.file, 'a', 0o600))
  const dialect = sqliteDialect(settings.file, settings.readOnly)
  return new Kysely<Schema>({ dialect: isTraced ? traceStatements(dialect, 'sqlite') : dialect })
}

/** Whether PostgreSQL has answered anybody in this process within so many milliseconds; false on SQLite, which is always here. */
export function hasAnswered(db: Db, ms: number): boolean {
  return performance.now() - (answers.get(db) ?? Number.NEGATIVE_INFINITY) < ms
}

/** True on PostgreSQL, for the few statements in which the engines differ (row locks). */
export function isPostgres(db: Db): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}
