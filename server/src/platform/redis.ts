import type { Secret } from '../base/secret.ts'
import { loadLate } from './load-late.ts'
import type { Log } from './log.ts'

export type RedisLink = ReturnType<typeof openClient>

function openClient(url: Secret) {
  const { createClient } = loadLate('@redis/client') as typeof import('@redis/client')
  return createClient({
    url: url.reveal(),
    // Commands fail at once while Redis is away; the callers have an answer for that.
    disableOfflineQueue: true,
    // A Redis that hangs without a word counts as away: the ping makes it speak, the silence ends the connection.
    pingInterval: 1000,
    socket: {
      connectTimeout: 2000,
      socketTimeout: 2000,
      reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 5000),
    },
  })
}

/**
 * Connects to Redis and keeps trying in the background; the service runs without it meanwhile.
 * @param url redis:// or rediss:// address
 */
export function openRedis(url: Secret, log: Log): RedisLink {
  const client = openClient(url)
  let away = false
  client.on('error', (error: Error) => {
    if (!away) log.warn({ err: error }, 'Redis is away; limits fall back to the database')
    away = true
  })
  client.on('ready', () => {
    if (away) log.info('Redis is back')
    away = false
  })
  // The client retries by itself; the first refusal is told by the error event.
  client.connect().catch(() => undefined)
  return client
}

/**
 * Asks one thing on a connection of its own, once.
 * @param patienceMs how long is waited for the connection, and for a silent peer
 * @throws Error when it is away, refuses us, or says nothing
 */
export async function askRedis<T>(url: Secret, patienceMs: number, ask: (client: RedisLink) => Promise<T>): Promise<T> {
  const { createClient } = loadLate('@redis/client') as typeof import('@redis/client')
  const socket = { connectTimeout: patienceMs, socketTimeout: patienceMs, reconnectStrategy: false } as const
  const client = createClient({ url: url.reveal(), disableOfflineQueue: true, socket })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await ask(client)
  } finally {
    closeRedis(client)
  }
}

/** Closes the connection, however it stands. */
export function closeRedis(client: RedisLink): void {
  if (client.isOpen) client.destroy()
}
