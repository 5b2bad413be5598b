import type { App } from '../platform/app.ts'
import { listRevokedSince, type Revoked } from './revocations.queries.ts'

/** How often the database is asked for what other nodes have ended; a revocation must be known within a second. */
const lookEveryMs = 250
/**
 * How far back each look goes: an end is written with the time at which its act began, and is seen when that commits.
 * Longer than any act may take (statements end after 10 s).
 */
const lookBackMs = 60_000

type Listener = (revoked: readonly Revoked[]) => void

export type RevocationWatch = {
  /** Calls back with sessions that have ended from now on, wherever it was; returns the way to stop. */
  readonly subscribe: (listener: Listener) => Promise<() => void>
}

/**
 * Tells of ended sessions on every node and every store within a second, by asking the database: the one place where a
 * revocation is true. It asks only while somebody listens.
 */
export function revocationWatch(app: App): RevocationWatch {
  return app.hold(makeWatch)
}

function makeWatch(app: App): RevocationWatch {
  const listeners = new Set<Listener>()
  let seen = new Map<string, number>()
  let isLooking = false
  let again = false
  let stop: (() => void) | undefined

  async function look(): Promise<readonly Revoked[]> {
    const since = app.now().getTime() - lookBackMs
    const revoked = await listRevokedSince(app.db, new Date(since))
    const fresh = revoked.filter(({ id }) => !seen.has(id))
    seen = new Map(revoked.map(({ id, at }) => [id, at.getTime()]))
    return fresh
  }

  async function tell(): Promise<void> {
    while (again && listeners.size > 0) {
      again = false
      const fresh = await look()
      if (fresh.length > 0) for (const listener of listeners) listener(fresh)
    }
  }

  function wake(): void {
    again = true
    if (isLooking) return
    isLooking = true
    void tell()
      .catch((error: unknown) => app.log.warn({ err: error }, 'ended sessions could not be looked up'))
      .finally(() => {
        isLooking = false
      })
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
