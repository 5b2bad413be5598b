import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import type { Children } from '../scripts/testing/children.ts'
import { firstAnswer } from '../scripts/testing/first-answer.ts'
import { freePort } from '../scripts/testing/free-port.ts'
import { nodeOptions } from '../scripts/testing/node-options.ts'

/** The running service that a story is about. */
export type Service = {
  /** As people reach it. A host name, not an address: security keys and passkeys are bound to one. */
  readonly origin: string
  /** The same by the machine's own address, where browsers have no passkeys. */
  readonly address: string
  /** Where it leaves its mails. */
  readonly mails: string
  /** Runs a command of its operator's command line, such as `users create`. @param input for its standard input */
  readonly operate: (args: readonly string[], input?: string) => Promise<void>
  /** As if so many minutes had passed since anybody proved anything: nobody waits that long in a story. */
  readonly ageProofs: (minutes: number) => void
  /** Everything it wrote to its log and its terminal so far. */
  readonly said: () => string
  readonly stop: () => Promise<void>
}

/**
 * Starts the service as its users do, on SQLite in a folder.
 * @param folder an empty one, removed by the caller at the end
 * @param settings more of its environment
 */
export async function startService(
  children: Children,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Service> {
  const port = settings.PORT ?? (await freePort())
  const args = [...nodeOptions, join(import.meta.dirname, '../server/src/main.ts')]
  const origin = `http://localhost:${port}`
  const address = `http://127.0.0.1:${port}`
  const mails = join(folder, 'mails')
  const child = children.start(process.execPath, args, {
    // Nothing of this shell's settings, and no developer's `.env`.
    cwd: folder,
    env: {
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: origin,
      DATA_DIR: join(folder, 'data'),
      EMAIL_BACKEND: 'file',
      EMAIL_FILE_PATH: mails,
      // All stories come from one address.
      RATELIMIT_ENABLE: 'False',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.process.stdout, child.process.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  await firstAnswer(child, `${address}/healthz`).catch((error: Error) => {
    throw new Error(`the service does not start: ${error.message}\n${said}`)
  })
  return {
    origin,
    address,
    mails,
    said: () => said,
    operate: (args, input = '') => operate(folder, args, input),
    ageProofs: (minutes) => ageProofs(folder, minutes),
    async stop() {
      child.process.kill('SIGTERM')
      await child.ended
    },
  }
}

/** As an operator does it on the machine of the service, while that runs. */
async function operate(folder: string, args: readonly string[], input: string): Promise<void> {
  const cli = join(import.meta.dirname, '../server/src/cli.ts')
  const env = { DATA_DIR: join(folder, 'data') }
  const running = promisify(execFile)(process.execPath, [cli, ...args], { cwd: folder, env })
  running.child.stdin?.end(input)
  await running
}

/** Time that has passed is the only thing that no caller of the service can bring about. */
function ageProofs(folder: string, minutes: number): void {
  const db = new DatabaseSync(join(folder, 'data/kalosphere.db'), { timeout: 10_000 })
  const ms = minutes * 60_000
  db.prepare('update session set auth_time = auth_time - ?, factor_at = factor_at - ?').run(ms, ms)
  db.close()
}
