import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Children } from '../scripts/testing/children.ts'
import { startPostgres } from '../scripts/testing/postgres.ts'
import { startRedis } from '../scripts/testing/redis.ts'

/** A store that runs, and the processes whose use counts as its own. */
export type Running = { readonly url: string; readonly pids: readonly number[] }

export const storeNames = ['sqlite', 'postgres', 'postgres-redis'] as const
export type StoreName = (typeof storeNames)[number]

/** PostgreSQL as it is by default, where this machine can run one: each commit is on disk before it is acknowledged. */
export function openPostgres(children: Children): Promise<Running> {
  return open(children, 'postgres', (watched, folder) => startPostgres(watched, folder, 'durable'))
}

export function openRedis(children: Children): Promise<Running> {
  return open(children, 'redis', startRedis)
}

/** An empty database of its own in a PostgreSQL. */
export function makeDatabase(url: string): Promise<string> {
  return makeLike('template1', url)
}

/** A copy of a database to which nobody is connected. */
export function copyDatabase(url: string): Promise<string> {
  const { href } = Object.assign(new URL(url), { pathname: '/postgres' })
  return makeLike(new URL(url).pathname.slice(1), href)
}

async function makeLike(template: string, url: string): Promise<string> {
  const name = `bench_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${name} template ${template}`)
  } finally {
    await client.end()
  }
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

async function open(
  children: Children,
  name: string,
  start: (children: Children, folder: string) => Promise<string>,
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), `kalosphere-bench-${name}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const pids: number[] = []
  const watched: Children = {
    ...children,
    start(command, args, options) {
      const child = children.start(command, args, options)
      pids.push(child.process.pid ?? 0)
      return child
    },
  }
  return { url: await start(watched, folder), pids }
}
