import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'
import { rowReader, toSqlite } from './codec.ts'
import { isBusy } from './database-error.ts'

/** Statements kept ready on one connection; our queries are far fewer. */
const statementLimit = 400
/**
 * How long opening, and a read, may wait for a lock. It stops the event loop, but happens only for moments: while the
 * first of several processes makes the file, or one of them reads the log of another that died.
 */
const patienceMs = 2000

type Prepared = {
  statement: StatementSync
  returnsRows: boolean
  read: ((row: Record<string, unknown>) => Record<string, unknown>) | undefined
}

type TransactionControl =
  | 'BEGIN IMMEDIATE'
  | 'COMMIT'
  | 'ROLLBACK'
  | 'SAVEPOINT act'
  | 'RELEASE act'
  | 'ROLLBACK TO act'

export type SqliteConnection = {
  run: <R>(query: Pick<CompiledQuery, 'sql' | 'parameters'>) => QueryResult<R>
  /** Begins or ends a transaction or an act in it; prepared once, since each act says it. */
  control: (statement: TransactionControl) => void
  exec: (sql: string) => void
  close: () => void
}

/**
 * Opens one SQLite connection with the settings the product relies on.
 * @param file path of the database
 * @param readOnly true for the connection that serves reads outside transactions
 */
export function openSqliteConnection(file: string, readOnly: boolean): SqliteConnection {
  const database = new DatabaseSync(file, { timeout: patienceMs, enableForeignKeyConstraints: true })
  // WAL lets readers go on beside the writer; FULL makes every commit durable before it is acknowledged.
  insist(() => database.exec('PRAGMA journal_mode = WAL'))
  database.exec('PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY')
  // A writer asks again by itself (write-turns.ts), without stopping the event loop.
  database.exec(readOnly ? 'PRAGMA query_only = ON' : 'PRAGMA busy_timeout = 0')
  const ready = new Map<string, Prepared>()

  const prepare = (sql: string): Prepared => {
    const known = ready.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    const columns = statement.columns()
    const prepared = { statement, returnsRows: columns.length > 0, read: rowReader(columns) }
    if (ready.size >= statementLimit) ready.delete(ready.keys().next().value ?? '')
    ready.set(sql, prepared)
    return prepared
  }

  return {
    run: <R>({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>) => {
      const { statement, returnsRows, read } = prepare(sql)
      const values = parameters.map(toSqlite)
      if (!returnsRows) return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) }
      const rows = statement.all(...values) as Record<string, unknown>[]
      if (read) for (const row of rows) read(row)
      return { rows: rows as R[], numAffectedRows: BigInt(rows.length) }
    },
    control: (statement) => void prepare(statement).statement.run(),
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
  }
}

/** To change a new file's mode, SQLite itself does not wait where two waiting for each other would be a deadlock. */
function insist(act: () => void): void {
  const started = performance.now()
  for (;;) {
    try {
      act()
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() - started > patienceMs) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}
