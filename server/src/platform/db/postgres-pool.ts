import type pg from 'pg'
import { loadLate } from '../load-late.ts'

/**
 * SQLSTATE of a server that only reads, such as the standby of a fail-over. The next connection may lead to another.
 */
export const readOnlyState = '25006'

export type PoolSettings = {
  readonly url: string
  /** Called with faults of idle connections, which no query waits for. */
  readonly onIdleError: (error: Error) => void
}

type PoolShape = {
  /** Most connections. */
  readonly max: number
  /** Whether statements follow each other on a connection before they are answered. */
  readonly pipeline: boolean
}

/** A service on SQLite has no use for it. */
export const driver = () => loadLate('pg') as typeof pg

export function makePool({ url, onIdleError }: PoolSettings, shape: PoolShape): pg.Pool {
  const { Pool, TypeOverrides, types: known } = driver()
  const types = new TypeOverrides()
  // Counts come as 64-bit integers; ours stay far below 2^53.
  types.setTypeParser(known.builtins.INT8, (value: string) => Number(value))
  const pool = new Pool({
    ...shape,
    connectionString: url,
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    query_timeout: 12_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: 'kalosphere-auth',
    types,
    onConnect: refuseStandby,
  })
  pool.on('error', onIdleError)
  return pool
}

/** One connection, for reads that share it. */
export type SharedPool = {
  readonly connect: () => Promise<pg.PoolClient>
  /** Lets the connection that is open now be replaced, as soon as it has answered. */
  readonly renew: () => void
  readonly isPresent: (client: pg.PoolClient) => boolean
  readonly end: () => Promise<void>
}

/**
 * Only a write finds out that a connection has come to lead to a standby, as a pooler in between can bring about: when one
 * does on another connection, this one is to be renewed.
 */
export function makeSharedPool(settings: PoolSettings): SharedPool {
  const pool = makePool(settings, { max: 1, pipeline: true })
  let present: pg.PoolClient | undefined
  pool.on('connect', (client) => {
    present = client
  })
  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect()
    if (client === present) return client
    client.release(true)
    return connect()
  }
  return {
    connect,
    renew() {
      present = undefined
    },
    isPresent: (client) => client === present,
    end: () => pool.end(),
  }
}

/**
 * A standby lags behind, if only for a moment: who was signed out on the primary would still be let in. One that is
 * promoted later is taken then.
 */
async function refuseStandby(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
  if (rows[0]?.standby) throw Object.assign(new Error('the server is a standby'), { code: readOnlyState })
}
