import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresQueryCompiler,
} from 'kysely'
import type pg from 'pg'
import { loadLate } from '../load-late.ts'
import { toPostgres } from './codec.ts'
import { ownSchemaIntrospector } from './own-schema.ts'

/** Distinct statements that are prepared by name on each connection; ours are far fewer. */
const preparedLimit = 400

/**
 * SQLSTATE of a server that only reads, such as the standby of a fail-over. The next connection may lead to another.
 */
const readOnly = '25006'

export type PostgresSettings = {
  readonly url: string
  readonly poolSize: number
  /** Whether PostgreSQL is to refuse every write. */
  readonly readOnly?: boolean
  /** Called with faults of idle connections, which no query waits for. */
  readonly onIdleError: (error: Error) => void
  /** Called with every answer of the server: a sign of life. */
  readonly onAnswer: () => void
}

/** A service on SQLite has no use for it. */
const driver = () => loadLate('pg') as typeof pg

type Connection = DatabaseConnection & { run: (sql: string) => Promise<unknown>; release: () => void }

/**
 * Kysely over `pg`, with every statement of ours prepared by name: PostgreSQL then parses and plans it once a connection.
 */
export function postgresDialect(settings: PostgresSettings): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => makeDriver(settings),
    createIntrospector: ownSchemaIntrospector,
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

function makePool(settings: PostgresSettings): pg.Pool {
  const { Pool, TypeOverrides, types: known } = driver()
  const types = new TypeOverrides()
  // Counts come as 64-bit integers; ours stay far below 2^53.
  types.setTypeParser(known.builtins.INT8, (value: string) => Number(value))
  const pool = new Pool({
    connectionString: settings.url,
    max: settings.poolSize,
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    query_timeout: 12_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: 'kalosphere-auth',
    types,
    onConnect: refuseStandby,
  })
  pool.on('error', settings.onIdleError)
  return pool
}

/**
 * A standby lags behind, if only for a moment: who was signed out on the primary would still be let in. One that is
 * promoted later is taken then.
 */
async function refuseStandby(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
  if (rows[0]?.standby) throw Object.assign(new Error('the server is a standby'), { code: readOnly })
}

function makeDriver(settings: PostgresSettings): Driver {
  const pool = makePool(settings)
  const names = new Map<string, string>()
  const nameOf = (sql: string): string | undefined => {
    const known = names.get(sql)
    if (known !== undefined || names.size >= preparedLimit) return known
    const name = `q${names.size}`
    names.set(sql, name)
    return name
  }
  const run = (connection: DatabaseConnection, sql: string) => (connection as Connection).run(sql)
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      const client = await pool.connect()
      const how = { nameOf, onAnswer: settings.onAnswer, mayOnlyRead: settings.readOnly === true }
      return settings.readOnly ? onlyReading(makeConnection(client, how)) : makeConnection(client, how)
    },
    beginTransaction: async (connection) => void (await run(connection, 'begin')),
    commitTransaction: async (connection) => void (await run(connection, 'commit')),
    // A rollback that fails leaves a connection that is closed, which undoes as well; the act's own error is the one to tell.
    rollbackTransaction: async (connection) => void (await run(connection, 'rollback').catch(() => undefined)),
    releaseConnection: async (connection) => (connection as Connection).release(),
    destroy: () => pool.end(),
  }
}

/**
 * Everything in transactions that only read, so that PostgreSQL refuses every write. A setting of the session would not do:
 * `options` in the address replace it, and a pooler in between drops it or hands it on to others.
 */
function onlyReading(connection: Connection): Connection {
  const begin = 'begin read only'
  let isOpen = false
  return {
    ...connection,
    run(sql) {
      isOpen = sql === 'begin'
      return connection.run(isOpen ? begin : sql)
    },
    async executeQuery<R>(query: CompiledQuery) {
      if (isOpen) return connection.executeQuery<R>(query)
      await connection.run(begin)
      try {
        return await connection.executeQuery<R>(query)
      } finally {
        // There is nothing to keep; a connection on which this fails is closed.
        await connection.run('rollback').catch(() => undefined)
      }
    },
  }
}

type How = {
  readonly nameOf: (sql: string) => string | undefined
  readonly onAnswer: () => void
  /** Whether refused writes are meant, and say nothing about the server. */
  readonly mayOnlyRead: boolean
}

/** A connection that was lost, or whose last answer may still be under way, is closed and not given to anybody else. */
function makeConnection(client: pg.PoolClient, { nameOf, onAnswer, mayOnlyRead }: How): Connection {
  let broken = false
  const noteLoss = (): void => {
    broken = true
  }
  // The pool listens to idle connections only; a loss that nobody listens to would end the process.
  client.on('error', noteLoss)
  const send = async (query: pg.QueryConfig): Promise<pg.QueryResult> => {
    try {
      const answer = await client.query(query)
      onAnswer()
      return answer
    } catch (error) {
      if (!(error instanceof driver().DatabaseError) || (error.code === readOnly && !mayOnlyRead)) broken = true
      throw error
    }
  }
  return {
    run: (sql) => send({ text: sql }),
    release() {
      client.off('error', noteLoss)
      client.release(broken)
    },
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      const name = parameters.length > 0 ? nameOf(sql) : undefined
      const values = parameters.map(toPostgres)
      const result = await send(name === undefined ? { text: sql, values } : { name, text: sql, values })
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) }
    },
    // biome-ignore lint/correctness/useYield: required by the interface; lists are read in pages instead
    async *streamQuery() {
      throw new TypeError('streaming is not offered on PostgreSQL')
    },
  }
}
