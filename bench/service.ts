import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Children } from '../scripts/testing/children.ts'
import { firstAnswer } from '../scripts/testing/first-answer.ts'
import { freePort } from '../scripts/testing/free-port.ts'
import { nodeOptions } from '../scripts/testing/node-options.ts'

/** A running service of this project, or a program that stands for one of its limits or for a peer. */
export type Service = {
  readonly origin: string
  readonly pid: number
  /** Milliseconds from its start until it gave its first answer. */
  readonly startMs: number
  readonly stop: () => Promise<void>
}

/** Where a service keeps its data; without `databaseUrl` that is SQLite in the folder. */
export type Place = {
  readonly folder: string
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
}

export const metricsToken = 'for the benchmark alone'

const server = join(import.meta.dirname, '../server')

/**
 * Starts the service as its users do, with the settings they get by themselves, but for the limits that would end the
 * load: a real service is not asked a thousand times a second by one address.
 * @param processes that serve
 */
export async function startService(children: Children, place: Place, processes = 1): Promise<Service> {
  return startProgram(children, [...nodeOptions, join(server, 'src/main.ts')], {
    cwd: place.folder,
    probe: '/healthz',
    env: { ...settingsOf(place), WEB_CONCURRENCY: String(processes) },
  })
}

/**
 * Runs a command of the service's command line, as an operator does beside the service.
 * @param input what it reads from standard input
 * @returns the JSON it prints
 */
export async function operate(place: Place, command: readonly string[], input = ''): Promise<Record<string, unknown>> {
  // As `npm run cli` does it.
  const keepCompiled = ['--import', join(server, 'keep-compiled.js')]
  const args = [...keepCompiled, join(server, 'src/cli.ts'), ...command, '--json']
  const running = promisify(execFile)(process.execPath, args, {
    cwd: place.folder,
    env: { PATH: process.env.PATH, ...settingsOf(place) },
  })
  running.child.stdin?.end(input)
  return JSON.parse((await running).stdout) as Record<string, unknown>
}

/** Where the service leaves its mails. */
export function mailFolder({ folder }: Pick<Place, 'folder'>): string {
  return join(folder, 'mails')
}

function settingsOf(place: Place): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    DATA_DIR: join(place.folder, 'data'),
    EMAIL_BACKEND: 'file',
    EMAIL_FILE_PATH: mailFolder(place),
    RATELIMIT_ENABLE: 'False',
    MAX_LOGIN_ATTEMPTS: '100',
    METRICS_TOKEN: metricsToken,
    ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
    ...(place.redisUrl === undefined ? {} : { REDIS_URL: place.redisUrl }),
  }
}

type Program = { cwd: string; probe: string; env: Record<string, string> }

/** Starts a program of Node that serves HTTP on the port of its environment, and waits for its first answer. */
export async function startProgram(children: Children, args: readonly string[], program: Program): Promise<Service> {
  const port = await freePort()
  const started = performance.now()
  const child = children.start(process.execPath, args, {
    cwd: program.cwd,
    // Nothing of this shell's environment, which could hold settings of a service.
    env: { ...program.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const origin = `http://127.0.0.1:${port}`
  await firstAnswer(child, `${origin}${program.probe}`)
  return {
    origin,
    pid: child.process.pid ?? 0,
    startMs: performance.now() - started,
    async stop() {
      child.process.kill('SIGTERM')
      await child.ended
    },
  }
}
