import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { spec, type TestEvent } from 'node:test/reporters'
import { root } from './plan.ts'

export type TestsToRun = {
  readonly files: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly name: string | undefined
  readonly signal: AbortSignal
}

/** How a run of tests ended. */
export type Outcome = { readonly ok: boolean; readonly said: string }

/** A test that has not ended by then never will: something in it still waits. A whole file: `end-late.ts`. */
const timeoutMs = 300_000

/** Every file is a process of its own; two a run even on one core, since half of their time is waiting. */
const concurrency = Math.min(8, Math.max(2, availableParallelism()))

/** Each file is a process, and they load much the same: what one has compiled the next need not. */
const compiled = join(root, 'node_modules/.cache/kalosphere-auth-tests')

/**
 * Runs test files with Node's own runner. A file that passes is one line; a failure is shown whole, at once and again
 * in the closing list; then the runner's counts.
 */
export async function runTests({ files, environment, name, signal }: TestsToRun): Promise<Outcome> {
  const env = Object.entries({ ...process.env, NODE_COMPILE_CACHE: compiled, ...environment }).filter(
    ([, value]) => value !== undefined,
  )
  const stream = run({
    files: files.map((file) => join(root, file)),
    cwd: root,
    concurrency,
    timeout: timeoutMs,
    execArgv: ['--import', join(import.meta.dirname, 'end-late.ts')],
    env: Object.fromEntries(env),
    signal,
    ...(name === undefined ? {} : { testNamePatterns: [name] }),
  })
  let outcome: Outcome = { ok: false, said: 'did not end' }
  stream.on('test:summary', ({ file, counts, success }) => {
    if (file === undefined) outcome = { ok: success, said: countsSaid(counts) }
  })
  for await (const text of stream.compose(quietly).compose(new spec())) process.stdout.write(text)
  return outcome
}

/** Leaves to the reporter what a reader has to look at, and tells of each file that passed in one line. */
async function* quietly(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  for await (const event of events) {
    if (event.type === 'test:summary' && event.data.file !== undefined && event.data.success) {
      const { file, counts, duration_ms } = event.data
      process.stdout.write(`✔ ${relative(root, file)} (${testsSaid(counts.tests)}, ${seconds(duration_ms)})\n`)
    }
    if (/^test:(fail|diagnostic|summary|stdout|stderr)$/.test(event.type)) yield event
  }
}

function countsSaid(counts: { tests: number; passed: number; skipped: number; todo: number }): string {
  const failed = counts.tests - counts.passed - counts.skipped - counts.todo
  const parts = [testsSaid(counts.tests)]
  if (failed > 0) parts.push(`${failed} failed`)
  if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`)
  return parts.join(', ')
}

function testsSaid(count: number): string {
  return count === 1 ? '1 test' : `${count} tests`
}

/** A duration for people. @param ms milliseconds */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
