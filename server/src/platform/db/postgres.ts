import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresQueryCompiler,
} from 'kysely'
import type pg from 'pg'
import { toPostgres } from './codec.ts'
import { isStatementLost } from './database-error.ts'
import { ownSchemaIntrospector } from './own-schema.ts'
import { driver, makePool, makeSharedPool, type PoolSettings, readOnlyState, type SharedPool } from './postgres-pool.ts'
import { isShared, type ReadShared, shareReads } from './shared-reads.ts'

/** Distinct statements that are prepared by name on each connection; ours are far fewer. */
const preparedLimit = 400

/** Fewer connections are all for acts; from so many on one is for the reads that share it. */
const sharingFrom = 3

export type PostgresSettings = PoolSettings & {
  /** Most connections. */
  readonly poolSize: number
  /** Whether PostgreSQL is to refuse every write. */
  readonly readOnly?: boolean
  /** Called with every answer of the server: a sign of life. */
  readonly onAnswer: () => void
  /** Called with each connection that was taken: since when, as `performance.now()` gave it, it was waited for. */
  readonly onTaken?: (since: number) => void
}

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

function makeDriver(settings: PostgresSettings): Driver {
  const { poolSize, readOnly = false } = settings
  const shared = poolSize >= sharingFrom && !readOnly ? makeSharedPool(settings) : undefined
  const pool = makePool(settings, { max: shared ? poolSize - 1 : poolSize, pipeline: false })
  const how = {
    nameOf: makeNames(),
    onAnswer: settings.onAnswer,
    onStandby: readOnly ? undefined : () => shared?.renew(),
  }
  const take = async (connect: () => Promise<pg.PoolClient>) => {
    const since = performance.now()
    const client = await connect()
    settings.onTaken?.(since)
    return client
  }
  const takeOwn = async () => makeConnection(await take(() => pool.connect()), how)
  const readShared = shared && shareReads(async () => shareConnection(await take(shared.connect), how, shared))
  const run = (connection: DatabaseConnection, sql: string) => (connection as Connection).run(sql)
  return {
    init: async () => undefined,
    acquireConnection: async () => (readOnly ? onlyReading(await takeOwn()) : lateConnection(takeOwn, readShared)),
    beginTransaction: async (connection) => void (await run(connection, 'begin')),
    commitTransaction: async (connection) => void (await run(connection, 'commit')),
    // A rollback that fails leaves a connection that is closed, which undoes as well; the act's own error is the one to tell.
    rollbackTransaction: async (connection) => void (await run(connection, 'rollback').catch(() => undefined)),
    releaseConnection: async (connection) => (connection as Connection).release(),
    destroy: async () => void (await Promise.all([pool.end(), shared?.end()])),
  }
}

/** Gives each statement a name of its own, up to the limit. */
function makeNames(): (sql: string) => string | undefined {
  const names = new Map<string, string>()
  return (sql) => {
    const known = names.get(sql)
    if (known !== undefined || names.size >= preparedLimit) return known
    const name = `q${names.size}`
    names.set(sql, name)
    return name
  }
}

/** A connection that is taken with the first statement that cannot share one. */
function lateConnection(take: () => Promise<Connection>, readShared: ReadShared | undefined): Connection {
  let taken: Connection | undefined
  const own = async (): Promise<Connection> => {
    taken ??= await take()
    return taken
  }
  return {
    run: async (sql) => (await own()).run(sql),
    release: () => taken?.release(),
    async executeQuery<R>(query: CompiledQuery) {
      // In a transaction a connection was taken to begin it.
      if (readShared && taken === undefined && isShared(query)) return readShared<R>(query)
      return (await own()).executeQuery<R>(query)
    },
    streamQuery,
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
  /** Called when the server refuses a write since it only reads; nothing where that is meant, and says nothing about it. */
  readonly onStandby: (() => void) | undefined
}

/**
 * A connection that was lost, whose last answer may still be under way, or whose prepared statements are not what they
 * should be, is closed and not given to anybody else.
 */
function makeConnection(client: pg.PoolClient, { nameOf, onAnswer, onStandby }: How) {
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
      const isAnswer = error instanceof driver().DatabaseError
      const isStandby = isAnswer && error.code === readOnlyState && onStandby !== undefined
      if (!isAnswer || isStandby || isStatementLost(error.code)) broken = true
      if (isStandby) onStandby()
      throw error
    }
  }
  return {
    run: (sql: string) => send({ text: sql }),
    isBroken: () => broken,
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
    streamQuery,
  }
}

function shareConnection(client: pg.PoolClient, how: How, { isPresent }: SharedPool) {
  const connection = makeConnection(client, how)
  return { ...connection, isBroken: () => connection.isBroken() || !isPresent(client) }
}

// biome-ignore lint/correctness/useYield: required by the interface; lists are read in pages instead
async function* streamQuery(): AsyncGenerator<never> {
  throw new TypeError('streaming is not offered on PostgreSQL')
}
