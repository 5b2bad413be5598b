import type { App } from './app.ts'

/** How often the database is asked for what other nodes have written; it must be known within a second. */
const lookEveryMs = 250
/** A busy service commits all the time: between two looks lies at least this. */
const pauseMs = 50
/**
 * How far back each look goes: a row is written with the time at which its act began, and is seen when that commits.
 * Longer than any act may take (statements end after 10 s).
 */
export const lookBackMs = 60_000

type Seen = { readonly id: string; readonly at: Date }
type Listener<Row> = (rows: readonly Row[]) => void

export type Watch<Row> = {
  /** Calls back with rows that appear from now on, wherever they were written; returns the way to stop. */
  readonly subscribe: (listener: Listener<Row>) => Promise<() => void>
}

/**
 * Tells of new rows on every node and every store within a second, by asking the database: the one place where they are
 * true. It asks only while somebody listens.
 * @param what in words, for the log
 * @param list gives the rows since a moment
 */
export function watchRows<Row extends Seen>(
  app: App,
  what: string,
  list: (since: Date) => Promise<readonly Row[]>,
): Watch<Row> {
  const listeners = new Set<Listener<Row>>()
  let seen = new Set<string>()
  let isLooking = false
  let again = false
  let stop: (() => void) | undefined

  async function look(): Promise<readonly Row[]> {
    const rows = await list(new Date(app.now().getTime() - lookBackMs))
    const fresh = rows.filter(({ id }) => !seen.has(id))
    seen = new Set(rows.map(({ id }) => id))
    return fresh
  }

  async function tell(): Promise<void> {
    again = false
    const fresh = await look()
    if (fresh.length > 0) for (const listener of listeners) listener(fresh)
  }

  function wake(): void {
    again = true
    if (isLooking || listeners.size === 0) return
    isLooking = true
    void tell()
      .catch((error: unknown) => app.log.warn({ err: error }, `${what} could not be looked up`))
      .finally(() => setTimeout(rest, pauseMs).unref())
  }
  const rest = (): void => {
    isLooking = false
    if (again) wake()
  }

  function start(): void {
    const timer = setInterval(wake, lookEveryMs)
    timer.unref()
    const stopListening = app.onCommit(wake)
    stop = () => {
      clearInterval(timer)
      stopListening()
      stop = undefined
    }
  }

  return {
    async subscribe(listener) {
      if (listeners.size === 0) await look()
      listeners.add(listener)
      if (!stop) start()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop?.()
      }
    },
  }
}
