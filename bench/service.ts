import { join } from 'node:path'
import type { Children } from '../scripts/testing/children.ts'
import { firstAnswer } from '../scripts/testing/first-answer.ts'
import { freePort } from '../scripts/testing/free-port.ts'

/** A running service of this project, or a program that stands for one of its limits. */
export type Service = {
  readonly origin: string
  /** Milliseconds from its start until it gave its first answer. */
  readonly startMs: number
  /** Resident memory in bytes, as the service itself tells it. */
  readonly memory: () => Promise<number>
  readonly stop: () => Promise<void>
}

export type Place = { readonly folder: string; readonly databaseUrl: string | undefined }

const metricsToken = 'for the benchmark alone'

/**
 * Starts the service as its users do, with the settings they get by themselves, but for the limits that would end the
 * load: a real service is not asked a thousand times a second by one address.
 */
export async function startService(children: Children, place: Place): Promise<Service> {
  // As `npm start` does.
  const server = join(import.meta.dirname, '../server')
  // As `npm start` does it.
  const flags = ['--max-semi-space-size=2', '--import', join(server, 'keep-compiled.js')]
  const args = [...flags, join(server, 'src/main.ts')]
  return startProgram(children, args, {
    cwd: place.folder,
    probe: '/healthz',
    env: {
      HOST: '127.0.0.1',
      DATA_DIR: join(place.folder, 'data'),
      EMAIL_BACKEND: 'file',
      EMAIL_FILE_PATH: mailFolder(place),
      RATELIMIT_ENABLE: 'False',
      MAX_LOGIN_ATTEMPTS: '100',
      METRICS_TOKEN: metricsToken,
      ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
    },
  })
}

/** Where the service leaves its mails. */
export function mailFolder({ folder }: Place): string {
  return join(folder, 'mails')
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
    startMs: performance.now() - started,
    memory: () => readMemory(origin),
    async stop() {
      child.process.kill('SIGTERM')
      await child.ended
    },
  }
}

async function readMemory(origin: string): Promise<number> {
  const answer = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
  const bytes = /^process_resident_memory_bytes (\d+)/m.exec(await answer.text())?.[1]
  if (bytes === undefined) throw new Error('the service does not tell its memory')
  return Number(bytes)
}
