import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Children } from './children.ts'
import { careless, createCluster, give, ownerOfServer, reachablePrograms, runCluster, urlOf } from './postgres.ts'

/** A server of a pair. */
export type Member = {
  readonly port: number
  /** Of its superuser. */
  readonly url: string
  /** Power cut: every process of it at once. */
  readonly kill: () => Promise<void>
}

/**
 * Starts a PostgreSQL primary and a standby that streams from it; a commit is acknowledged when both have it.
 * @param folder an empty folder, removed by the caller at the end
 */
export async function startPair(children: Children, folder: string): Promise<{ primary: Member; standby: Member }> {
  const owner = ownerOfServer()
  const programs = reachablePrograms(folder, owner)
  const password = randomBytes(16).toString('hex')
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  createCluster(join(programs, 'initdb'), { data: first, password, owner })
  // Nothing has run on it yet, so a copy is a base backup.
  cpSync(first, second, { recursive: true })
  chmodSync(second, 0o700)
  const options = { ...careless, synchronous_commit: 'on' }
  const main = await runCluster(
    children,
    { programs, data: first, owner },
    { ...options, synchronous_standby_names: '*' },
  )
  // In a file and not on the command line, which other users of the machine can read.
  const source = `host=127.0.0.1 port=${main.port} user=postgres password=${password}`
  writeFileSync(join(second, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`)
  writeFileSync(join(second, 'standby.signal'), '')
  give(second, owner)
  for (const path of readdirSync(second, { recursive: true, encoding: 'utf8' })) give(join(second, path), owner)
  const other = await runCluster(children, { programs, data: second, owner }, options)
  const member = ({ port, pid, ended }: typeof main): Member => ({
    port,
    url: urlOf(port, password),
    async kill() {
      process.kill(-pid, 'SIGKILL')
      await ended
    },
  })
  const pair = { primary: member(main), standby: member(other) }
  await untilSynchronous(pair.primary.url)
  return pair
}

async function untilSynchronous(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (let looks = 0; looks < 2400; looks++) {
      const { rows } = await client.query(`select 1 from pg_stat_replication where sync_state = 'sync'`)
      if (rows.length > 0) return
      await pause(50)
    }
    throw new Error('the standby does not follow')
  } finally {
    await client.end()
  }
}
