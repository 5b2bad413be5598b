import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { readOnlyNow } from './database-error.ts'
import { openSqliteConnection, type SqliteConnection } from './sqlite-connection.ts'
import { makeWriteTurns, type WriteTurns } from './write-turns.ts'

/**
 * Kysely over `node:sqlite`: one writing connection that is taken in turns and one for reads outside transactions,
 * which see the last commit and never wait for a writer.
 * @param file path of the database
 * @param readOnly whether writes are refused
 */
export function sqliteDialect(file: string, readOnly = false): Dialect {
  return {
    createAdapter,
    createDriver: () => makeDriver(file, readOnly),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/**
 * Kysely would queue all work for one connection; ours knows reads from writes and takes turns itself. It would also
 * migrate without a transaction, though SQLite can: half a migration would stop every later start, and processes that
 * start together would run it twice.
 */
function createAdapter(): SqliteAdapter {
  return Object.defineProperties(new SqliteAdapter(), {
    supportsMultipleConnections: { value: true },
    supportsTransactionalDdl: { value: true },
  })
}

const refuse = async (): Promise<void> => {
  throw readOnlyNow()
}
/** Nobody writes, and nobody waits for it. */
const noTurns: WriteTurns = { enter: refuse, commit: refuse, rollback: refuse, close: () => undefined }

type Desk = { writer: SqliteConnection; reader: SqliteConnection; turns: WriteTurns }
type Connection = DatabaseConnection & { inTransaction: boolean }

function makeDriver(file: string, readOnly: boolean): Driver {
  const writer = openSqliteConnection(file, false)
  const desk: Desk = {
    writer,
    reader: openSqliteConnection(file, true),
    turns: readOnly ? noTurns : makeWriteTurns(writer),
  }
  const mark = (connection: DatabaseConnection, inTransaction: boolean): void => {
    Object.assign(connection, { inTransaction })
  }
  return {
    init: async () => undefined,
    acquireConnection: async () => makeConnection(desk),
    beginTransaction: async (connection) => {
      await desk.turns.enter()
      mark(connection, true)
    },
    commitTransaction: async (connection) => {
      mark(connection, false)
      await desk.turns.commit()
    },
    rollbackTransaction: async (connection) => {
      // After a commit that failed the turn is over already and nothing of the act is left.
      if (!(connection as Connection).inTransaction) return
      mark(connection, false)
      await desk.turns.rollback()
    },
    releaseConnection: async () => undefined,
    destroy: async () => {
      desk.turns.close()
      desk.reader.close()
      desk.writer.close()
    },
  }
}

function makeConnection({ writer, reader, turns }: Desk): Connection {
  const connection: Connection = {
    inTransaction: false,
    async executeQuery<R>(query: CompiledQuery) {
      if (connection.inTransaction) return writer.run<R>(query)
      if (isRead(query)) return reader.run<R>(query)
      await turns.enter()
      const result = await runInTurn<R>(writer, turns, query)
      await turns.commit()
      return result
    },
    // biome-ignore lint/correctness/useYield: required by the interface; nothing here streams from SQLite
    async *streamQuery() {
      throw new TypeError('streaming is not offered on SQLite')
    },
  }
  return connection
}

async function runInTurn<R>(
  writer: SqliteConnection,
  turns: WriteTurns,
  query: CompiledQuery,
): Promise<QueryResult<R>> {
  try {
    return writer.run<R>(query)
  } catch (error) {
    await turns.rollback()
    throw error
  }
}

function isRead(query: CompiledQuery): boolean {
  return SelectQueryNode.is(query.query) || /^\s*(select|pragma)\b/i.test(query.sql)
}
