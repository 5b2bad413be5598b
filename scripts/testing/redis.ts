import { randomBytes } from 'node:crypto'
import { type Children, readiness } from './children.ts'
import { freePort } from './free-port.ts'

/**
 * Starts a Redis of its own that keeps nothing, on a free port of 127.0.0.1, from the `redis-server` on PATH.
 * @param folder where it may work, removed by the caller at the end
 * @param former the URL of one that has ended, in whose place it comes
 * @throws Error where there is none, or it does not start
 */
export async function startRedis(children: Children, folder: string, former?: string): Promise<string> {
  const before = former === undefined ? undefined : new URL(former)
  const port = before ? Number(before.port) : await freePort()
  const password = before?.password ?? randomBytes(16).toString('hex')
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    'save ""',
    'appendonly no',
    'maxmemory-policy noeviction',
  ]
  // The settings go in by standard input: other users of the machine can read a command line.
  const server = children.start('redis-server', ['-'], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  server.process.stdin?.on('error', () => {}).end(`${settings.join('\n')}\n`)
  await readiness(server, /Ready to accept connections/i).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error('there is no redis-server on PATH') : error
  })
  return `redis://:${password}@127.0.0.1:${port}`
}
