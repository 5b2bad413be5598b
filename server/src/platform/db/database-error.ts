import { Problem } from '../../base/problem.ts'

/** The refusal while the database is locked for too long. */
export function databaseBusy(note: string, cause?: unknown): Problem {
  return new Problem('unavailable', { retryAfter: 1, note: `database busy: ${note}`, cause })
}

/** The refusal of a service that only reads (`READ_ONLY`), while its database is moved. */
export function readOnlyNow(cause?: unknown): Problem {
  return new Problem('unavailable', { retryAfter: 30, note: 'the database is only read', cause })
}

/** SQLITE_BUSY (5) and its extended codes. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5
}

/**
 * What the disk, and not the statement, is to blame for, and may be over in a moment: no memory (7), read-only (8), an
 * I/O error such as a file that may not grow (10), a full disk (13), a file that cannot be opened (14).
 */
const diskFaults: ReadonlySet<number | undefined> = new Set([7, 8, 10, 13, 14])

/** SQLite's result code without its extension; undefined for what is no error of SQLite. */
function primaryCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
}

/**
 * SQLSTATE classes and codes that say "not now": connection lost, shutting down, too many, timed out, deadlock, still
 * the standby of a fail-over, which only reads, or a statement that is not prepared as its connection was told.
 */
const passing = /^(08|53|57P|57014|40001|40P01|55P03|25006|25P03|26000|42P05)/
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
])

/**
 * Whether a connection no longer has its prepared statements as the driver remembers them, or cannot use them any more:
 * unknown (26000), there already (42P05), of another result since a column was changed (0A000). What is sent behind a
 * statement before that is answered counts on it, so that one which could not be prepared takes those along; and what a
 * connection has lost it would be asked for in vain for as long as it lives.
 */
export function isStatementLost(code: string | undefined): boolean {
  return code === '26000' || code === '42P05' || code === '0A000'
}

/** All connections of this process were with others for as long as one waits for one. */
export function isWantOfConnections(error: unknown): boolean {
  return error instanceof Error && error.message.includes('timeout exceeded when trying to connect')
}

/**
 * Turns the database's passing faults into one defined refusal; other errors come back unchanged.
 * @param error what a query threw
 */
export function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error
  if (isBusy(error)) return databaseBusy('locked by another process', error)
  if (diskFaults.has(primaryCode(error))) {
    return new Problem('unavailable', { retryAfter: 5, note: 'database cannot write', cause: error })
  }
  const code = 'code' in error ? String(error.code) : ''
  const lost = /Connection terminated|not queryable|Query read timeout/.test(error.message)
  if (!lost && !isWantOfConnections(error) && !unreachable.has(code) && !passing.test(code)) return error
  return new Problem('unavailable', { retryAfter: 2, note: 'database away', cause: error })
}

/**
 * Tells whether an insert or update broke a unique rule.
 * @param about a fragment of the constraint's columns or name, such as `username_key`
 */
export function isUniqueViolation(error: unknown, about: string): boolean {
  if (!(error instanceof Error)) return false
  const postgres = 'code' in error && error.code === '23505' && 'constraint' in error
  if (postgres) return String(error.constraint).includes(about)
  return /UNIQUE constraint failed/.test(error.message) && error.message.includes(about)
}
