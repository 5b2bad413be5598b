import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { atEnd } from '../at-end.ts'
import type { Answer } from '../client.ts'
import { inherited } from '../inherited.ts'

const program = join(import.meta.dirname, '../../src/cli.ts')

export type Ended = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Standard output as one JSON document. */
  readonly json: () => Answer['body']
}

export type RunCli = (args: readonly string[], given?: { input?: string; settings?: Settings }) => Promise<Ended>
type Settings = Record<string, string>

const quiet = { ARGON2_MEMORY_KIB: '64', ARGON2_PASSES: '1', EMAIL_BACKEND: 'memory', LOG_LEVEL: 'warn' }

/**
 * Makes a runner of the command line, each command in a process of its own and nobody at a terminal.
 * @param settings environment names and values; nothing of this process's environment reaches the command
 */
export function makeCli(settings: Settings): RunCli {
  return async (args, given = {}) => {
    const env = { ...inherited, ...quiet, ...settings, ...given.settings }
    // A folder without a developer's `.env`.
    const child = spawn(process.execPath, [program, ...args], { cwd: tmpdir(), env })
    child.stdin.on('error', () => undefined)
    child.stdin.end(given.input ?? '')
    const ended = once(child, 'close')
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = await ended
    return { code: code as number | null, stdout, stderr, json: () => JSON.parse(stdout) }
  }
}

/** A folder that is gone when the test has ended. */
export function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-cli-'))
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
