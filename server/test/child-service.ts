import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { atEnd } from './at-end.ts'
import { type Client, makeClient } from './client.ts'
import { inherited } from './inherited.ts'

const main = join(import.meta.dirname, '../src/main.ts')

const environment = {
  ARGON2_MEMORY_KIB: '64',
  ARGON2_PASSES: '1',
  EMAIL_BACKEND: 'memory',
  LOG_LEVEL: 'error',
  // Other tests may have the machine for longer than one turn of the event loop should take.
  OVERLOAD_TURN_MS: '0',
  PORT: '0',
  PUBLIC_URL: 'http://localhost:8000',
  RATELIMIT_ENABLE: 'False',
}

export type ChildService = {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly pid: number
  readonly client: () => Client
  /** Power cut: SIGKILL, nothing is tidied up. */
  readonly kill: () => Promise<void>
  /** What an init system sends first, without waiting for the end. */
  readonly terminate: () => void
  /** Settles with the exit code when the process is gone; null where a signal ended it. */
  readonly ended: Promise<number | null>
}

/** The real service in a process of its own, started as an operator would. @param settings environment names and values */
export async function startChild(t: TestContext, settings: Record<string, string>): Promise<ChildService> {
  const { child, ended, output } = launch(t, settings)
  const ready = Promise.withResolvers<string>()
  child.stdout?.on('data', () => {
    const origin = /API\s+(http:\S+)\/api\/auth\//.exec(output())?.[1]
    if (origin !== undefined) ready.resolve(origin)
  })
  const early = ended.then((code) => assert.fail(`the service ended with ${code}: ${output()}`))
  const origin = await Promise.race([ready.promise, early])
  early.catch(() => undefined)
  const documented = await (await fetch(`${origin}/api/openapi.json`)).json()
  return {
    origin,
    pid: child.pid ?? assert.fail(),
    client: () => makeClient(origin, {}, documented),
    ended,
    terminate: () => void child.kill('SIGTERM'),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts the service where it cannot start. @returns its exit code and everything it said */
export async function runChild(t: TestContext, settings: Record<string, string>) {
  const { ended, output } = launch(t, settings)
  return { code: await ended, said: await ended.then(output) }
}

function launch(t: TestContext, settings: Record<string, string>) {
  // A folder of its own to stand in: a developer's `.env` is not for tests.
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-child-'))
  const child: ChildProcess = spawn(process.execPath, [main], {
    cwd: folder,
    env: { ...inherited, DATA_DIR: join(folder, 'data'), ...environment, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const end = () => void child.kill('SIGKILL')
  process.once('exit', end)
  void ended.finally(() => process.off('exit', end))
  atEnd(t, async () => {
    end()
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  return { child, ended, output: () => said }
}
