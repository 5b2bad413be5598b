import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Budget, Spent } from './budget.ts'

/** What one process has counted for one key since it last told. `endsAt`: milliseconds of the epoch. */
export type Sent = { readonly key: string; readonly points: number; readonly endsAt: number }

/** Where the processes of a service add up what each has counted. */
export type CountStore = {
  /** @returns by key what all have counted together; undefined while the store cannot be reached */
  readonly add: (sent: readonly Sent[]) => Promise<ReadonlyMap<string, number> | undefined>
}

export type NearCounts = {
  /** Counts one request, in this process's memory and at once. */
  readonly count: (budget: Budget, key: string) => Spent
  readonly close: () => void
}

type Entry = {
  /** What is known to be spent, by all processes. */
  total: number
  /** That part of it which the others were not told yet. */
  unsent: number
  readonly window: Window
  readonly whose: string
}
type Window = {
  readonly number: number
  /** What tells it from other windows in the store. */
  readonly name: string
  /** Milliseconds of the epoch. */
  readonly endsAt: number
  readonly entries: Map<string, Entry>
}

/** How often processes tell each other, and how many keys at a time. */
const tellEveryMs = 1000
const batch = 1000
/** Who has used less than this part of a budget here is not worth telling of: most people never do. */
const silentPart = 1 / 20

/**
 * Counters for what happens at every request and must cost nothing: each process counts in memory, and tells the others
 * once a second of those who ask much. So a budget may be overdrawn by what the other processes allow within that second,
 * and by a twentieth of it a process; it is never open, and in one process it is exact.
 * @param store undefined where every process counts for itself
 */
export function makeNearCounts(store: CountStore | undefined, now: Clock, log: Log): NearCounts {
  const windows = new Map<Budget, Window>()
  const telling = makeTelling(store, log)
  return {
    count(budget, key) {
      const at = now().getTime()
      const window = windowOf(windows, budget, Math.floor(at / 1000 / budget.seconds))
      const resetSeconds = Math.ceil((window.endsAt - at) / 1000)
      let entry = window.entries.get(key)
      if (!entry) {
        entry = { total: 0, unsent: 0, window, whose: key }
        window.entries.set(key, entry)
      }
      if (entry.total >= budget.points) return { budget, allowed: false, remaining: 0, resetSeconds }
      entry.total += 1
      entry.unsent += 1
      // Once told of in this window, always told of: the others' part of the total must not grow old.
      if (entry.total !== entry.unsent || entry.unsent >= budget.points * silentPart) telling.note(entry)
      return { budget, allowed: true, remaining: budget.points - entry.total, resetSeconds }
    },
    close: telling.stop,
  }
}

/** A window that is over takes its counters with it. */
function windowOf(windows: Map<Budget, Window>, budget: Budget, number: number): Window {
  const known = windows.get(budget)
  if (known?.number === number) return known
  const name = `${budget.name}:${budget.seconds}:${number}`
  const endsAt = (number + 1) * budget.seconds * 1000
  const window = { number, name, endsAt, entries: new Map<string, Entry>() }
  windows.set(budget, window)
  return window
}

/** Tells the store of noted entries, a second after the first of them was noted. */
function makeTelling(store: CountStore | undefined, log: Log) {
  let noted = new Set<Entry>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const arm = (): void => {
    if (stopped || timer || noted.size === 0) return
    timer = setTimeout(() => void tellAll(), tellEveryMs).unref()
  }
  const tellAll = async (): Promise<void> => {
    const entries = [...noted]
    noted = new Set()
    for (let at = 0; at < entries.length; at += batch) await tell(entries.slice(at, at + batch))
    timer = undefined
    arm()
  }
  const tell = async (entries: readonly Entry[]): Promise<void> => {
    const sent = entries.map(toSent)
    for (const entry of entries) entry.unsent = 0
    const totals = await store
      ?.add(sent)
      .catch((error: unknown) => void log.debug({ err: error }, 'limits were not told'))
    for (const [i, entry] of entries.entries()) settle(entry, sent[i], totals)
  }
  const settle = (entry: Entry, sent: Sent | undefined, totals: ReadonlyMap<string, number> | undefined): void => {
    const total = totals?.get(sent?.key ?? '')
    // What a store that was away could not be told, it is told later; what it does not know is not forgotten here.
    if (total !== undefined) entry.total = Math.max(entry.total, total + entry.unsent)
    else entry.unsent += sent?.points ?? 0
  }
  return {
    note(entry: Entry): void {
      if (!store) return
      noted.add(entry)
      arm()
    },
    stop(): void {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Whose budget it is, the store is not told. */
function toSent({ window, whose, unsent: points }: Entry): Sent {
  const digest = createHash('sha256').update(whose).digest('base64url')
  return { key: `${window.name}:${digest}`, points, endsAt: window.endsAt }
}
