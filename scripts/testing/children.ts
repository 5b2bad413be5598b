import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

/** The processes a test run has started, so that it ends them, and no others, whatever happens. */
export type Children = {
  /** Starts a process. `ended` settles with its exit code, or null where a signal ended it. */
  readonly start: (command: string, args: readonly string[], options?: SpawnOptions) => Child
  /** Asks every process still running to end, and waits until all have. */
  readonly endAll: () => Promise<void>
}

export type Child = { readonly process: ChildProcess; readonly ended: Promise<number | null> }

const patienceMs = 10_000

export function makeChildren(): Children {
  const running = new Set<ChildProcess>()
  process.once('exit', () => {
    for (const child of running) child.kill('SIGINT')
  })
  return {
    start(command, args, options = {}) {
      const child = spawn(command, args, options)
      running.add(child)
      const ended = once(child, 'exit').then(([code]) => code as number | null)
      const gone = () => running.delete(child)
      ended.then(gone, gone)
      return { process: child, ended }
    },
    async endAll() {
      await Promise.all([...running].map(end))
    },
  }
}

/** SIGINT is the quick and orderly end for PostgreSQL and Redis alike; who does not heed it is killed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGINT')
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await gone
  clearTimeout(impatience)
}

/**
 * Waits until a process says that it is ready.
 * @param ready what a line of its output then holds
 * @throws Error with its last words where it ends, or cannot start, before that
 */
export async function readiness({ process: child, ended }: Child, ready: RegExp): Promise<void> {
  let words = ''
  const said = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000)
      if (ready.test(words)) said.resolve()
    })
  }
  const early = ended.then((code) => {
    throw new Error(`it ended with ${code}: ${words.trim().split('\n').slice(-3).join(' / ')}`)
  })
  await Promise.race([said.promise, early])
}
