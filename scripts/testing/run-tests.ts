import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { spec, type TestEvent } from 'node:test/reporters'
import { makeBatches } from './batches.ts'
import { root } from './plan.ts'
import { makeTally } from './tally.ts'

export type TestsToRun = {
  readonly files: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly name: string | undefined
  readonly signal: AbortSignal
  /** Milliseconds for a test, where the usual five minutes are too few. */
  readonly patienceMs?: number
}

/** How a run of tests ended. */
export type Outcome = { readonly ok: boolean; readonly said: string }

/** A test that has not ended by then never will: something in it still waits. A whole process: `end-late.ts`. */
const timeoutMs = 300_000

/** How many processes run at once: two even on one core, since half of their time is waiting. */
const concurrency = Math.min(8, Math.max(2, availableParallelism()))

/** All processes load much the same: what one has compiled the next need not. */
const compiled = join(root, 'node_modules/.cache/kalosphere-auth-tests')

/**
 * Runs test files with Node's own runner. A file that passes is one line; a failure is shown whole, at once and again
 * in the closing list; then the runner's counts.
 */
export async function runTests({ files, environment, name, signal, patienceMs }: TestsToRun): Promise<Outcome> {
  const env = Object.entries({ ...process.env, NODE_COMPILE_CACHE: compiled, ...environment }).filter(
    ([, value]) => value !== undefined,
  )
  const batches = makeBatches(files)
  const stream = run({
    files: batches.files,
    cwd: root,
    concurrency,
    timeout: patienceMs ?? timeoutMs,
    execArgv: ['--import', join(import.meta.dirname, 'end-late.ts')],
    env: Object.fromEntries(env),
    signal,
    ...(name === undefined ? {} : { testNamePatterns: [name] }),
  })
  let outcome: Outcome = { ok: false, said: 'did not end' }
  stream.on('test:summary', ({ file, counts, success }) => {
    if (file === undefined) outcome = { ok: success, said: countsSaid(counts) }
  })
  try {
    for await (const text of stream.compose(quietly).compose(new spec())) process.stdout.write(text)
  } finally {
    batches.remove()
  }
  return outcome
}

/** Leaves to the reporter what a reader has to look at, and tells in one line of each file that passed. */
async function* quietly(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  const tally = makeTally()
  for await (const event of events) {
    if (event.type === 'test:pass' || event.type === 'test:fail') tally.add(event)
    if (event.type === 'test:summary' && event.data.file !== undefined) {
      for (const { file, tests, ms } of tally.takePassed())
        process.stdout.write(`✔ ${relative(root, file)} (${testsSaid(tests)}, ${seconds(ms)})\n`)
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
