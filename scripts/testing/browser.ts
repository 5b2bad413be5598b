import { join } from 'node:path'
import type { Children } from './children.ts'
import { root } from './plan.ts'
import type { Outcome } from './run-tests.ts'

export type StoriesToRun = {
  readonly files: readonly string[]
  readonly name: string | undefined
  readonly signal: AbortSignal
}

/** Runs browser stories with Playwright's runner, in the Chromium of this machine. A story is one line; a failure is shown whole. */
export async function runStories(children: Children, { files, name, signal }: StoriesToRun): Promise<Outcome> {
  const runner = join(root, 'node_modules/@playwright/test/cli.js')
  const chosen = name === undefined ? [] : ['--grep', name, '--pass-with-no-tests']
  const args = [runner, 'test', '--config', 'e2e/playwright.config.ts', ...chosen, ...files]
  const { process: child, ended } = children.start(process.execPath, args, { cwd: root, stdio: 'inherit' })
  // It then ends its browsers and services before itself.
  const stop = () => void child.kill('SIGINT')
  signal.addEventListener('abort', stop)
  const code = await ended
  signal.removeEventListener('abort', stop)
  return { ok: code === 0, said: code === 0 ? '' : 'failed' }
}
