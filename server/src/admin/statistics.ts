import { setImmediate as yieldTurn } from 'node:timers/promises'
import type { AuditName } from '../audit/audit-events.ts'
import { fieldProblem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { countEvents } from './explore-audit.queries.ts'
import { readTime } from './list-people.ts'
import { countLiveSessions, listSamples, mostCounted } from './statistics.queries.ts'

const counted = {
  sign_ups: ['account.registered'],
  sign_ins: ['sign_in.succeeded'],
  failures: ['sign_in.failed', 'sign_in.second_factor_failed'],
  locks: ['sign_in.locked'],
  second_factors_asked: ['sign_in.second_factor_asked'],
} as const satisfies Record<string, readonly AuditName[]>

export const measures = [...Object.keys(counted), 'sign_ins_with_second_factor'] as (
  | keyof typeof counted
  | 'sign_ins_with_second_factor'
)[]
export type Counts = Record<(typeof measures)[number], number>
/** `living` is null where nobody has counted the sessions. */
export type Bucket = { readonly from: Date; readonly counts: Counts; readonly living: number | null }

const hourMs = 3_600_000
const steps = { hour: hourMs, day: 24 * hourMs } as const
export type Step = keyof typeof steps
const mostBuckets = { hour: 7 * 24, day: 92 } as const
const usualBuckets = { hour: 24, day: 30 } as const

/** An event is committed soon after its time; until then its hour is counted anew each time. */
const settledMs = 300_000
/** Hours that are remembered: enough for the longest span by day. */
const mostRemembered = 93 * 24

/**
 * What happened, by day or hour of UTC. Each hour is counted by itself, off an index, and a past one only once as long as
 * the process lives: so no question costs more than the hours that nobody has asked about before.
 * How many sessions lived is not in the log: the worker notes it each hour, and of a day's hours the greatest number counts.
 * @returns also how many sessions live at this moment; `isMore` when there are more than are counted
 * @throws Problem `invalid_input` for a span that is none, or too long
 */
export async function readStatistics(app: App, query: { by: Step; from?: string; before?: string }) {
  const span = readSpan(app, query)
  const step = steps[query.by]
  const living = await readLiving(app, span, step)
  const buckets: Bucket[] = []
  for (let at = span.from; at < span.before; at += step) {
    const counts = await countSpan(app, at, Math.min(at + step, span.before))
    buckets.push({ from: new Date(at), counts, living: living.get(at) ?? null })
  }
  const live = await countLiveSessions(app.db, app.now())
  return { buckets, live, isMore: live >= mostCounted }
}

function readSpan(app: App, { by, ...query }: { by: Step; from?: string; before?: string }): Span {
  const step = steps[by]
  const now = app.now().getTime()
  const before = Math.ceil((readTime('before', query.before)?.getTime() ?? now) / step) * step
  const usual = before - usualBuckets[by] * step
  const from = Math.floor((readTime('from', query.from)?.getTime() ?? usual) / step) * step
  if (from >= before) throw fieldProblem({ from: ['It must be earlier than the end.'] })
  if ((before - from) / step > mostBuckets[by]) {
    throw fieldProblem({ from: [`At most ${mostBuckets[by]} ${by}s at once.`] })
  }
  return { from, before }
}

type Span = { readonly from: number; readonly before: number }

/** The greatest number of sessions that was noted in each bucket, by its beginning. */
async function readLiving(app: App, { from, before }: Span, step: number): Promise<ReadonlyMap<number, number>> {
  const greatest = new Map<number, number>()
  for (const { hour, living } of await listSamples(app.db, { from: new Date(from), before: new Date(before) })) {
    const at = Math.floor(hour.getTime() / step) * step
    greatest.set(at, Math.max(living, greatest.get(at) ?? 0))
  }
  return greatest
}

async function countSpan(app: App, from: number, before: number): Promise<Counts> {
  const sum = { ...nothing }
  for (let at = from; at < before; at += hourMs) {
    const counts = await countHour(app, at)
    for (const measure of measures) sum[measure] += counts[measure]
  }
  return sum
}

const nothing = Object.fromEntries(measures.map((measure) => [measure, 0])) as Counts

async function countHour(app: App, at: number): Promise<Counts> {
  const now = app.now().getTime()
  if (at >= now) return nothing
  const remembered = app.hold(makeMemory)
  const known = remembered.get(at)
  if (known) return known
  // SQLite answers at once: other requests get their turn between two hours.
  await yieldTurn()
  const rows = await countEvents(app.db, Object.values(counted).flat(), {
    from: new Date(at),
    before: new Date(at + hourMs),
  })
  const counts = toCounts(rows.map(({ name, all, strong }) => ({ name, all: Number(all), strong: Number(strong) })))
  if (at + hourMs + settledMs < now) remember(remembered, at, counts)
  return counts
}

function toCounts(rows: readonly { name: string; all: number; strong: number }[]): Counts {
  const of = (names: readonly string[], which: 'all' | 'strong'): number =>
    rows.reduce((sum, row) => (names.includes(row.name) ? sum + row[which] : sum), 0)
  const entries = Object.entries(counted).map(([measure, names]) => [measure, of(names, 'all')])
  return { ...Object.fromEntries(entries), sign_ins_with_second_factor: of(counted.sign_ins, 'strong') } as Counts
}

function makeMemory(): Map<number, Counts> {
  return new Map()
}

function remember(memory: Map<number, Counts>, at: number, counts: Counts): void {
  memory.set(at, counts)
  const [oldest] = memory.keys()
  if (memory.size > mostRemembered && oldest !== undefined) memory.delete(oldest)
}
