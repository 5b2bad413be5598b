import { refreshAt, type Session, signOutAt } from './session.ts'
import { openMemory } from './session-memory.ts'
import { joinTabs } from './tabs.ts'
import { leaseTurns, lockTurns, queueTurns, type SharedStorage, type Turns } from './turns.ts'

export type BrowserMeans = {
  readonly origin: string
  readonly fetch?: typeof fetch
  /** `null` stands for a browser that has none. */
  readonly locks?: LockManager | null
  readonly storage?: SharedStorage | null
}

const lockName = 'kalosphere-auth-refresh'
/** What begins a session, and sets its cookie. */
const doors = /^\/api\/auth\/(login|social-login|social\/complete)\//

/**
 * The session of a browser, shared by its tabs. The refresh token is in an HttpOnly cookie that no script reads; the access
 * token is in the memory of the tabs and nowhere else. Tabs take turns at refreshing, and whoever comes second gets what the
 * first was given, so that one rotation serves all.
 */
export function openBrowserSession(means: BrowserMeans): Session {
  const { origin, fetch: send = fetch, locks = presentLocks(), storage = presentStorage() } = means
  const service = { origin, send }
  const memory = openMemory(storage)
  const tabs = joinTabs(memory, locks)
  const turns = turnsOf(locks, storage)
  const become = (next: string | undefined): void => {
    memory.become(next)
    tabs.tell()
  }
  const renew = (stale: string | undefined): Promise<string | undefined> =>
    turns(async () => {
      if (memory.access() !== stale) return memory.access()
      const shared = await tabs.ask(stale)
      if (shared !== undefined) return shared
      const next = (await refreshAt(service, {}))?.access
      // Whoever signed in meanwhile, or is told to be gone, counts more than an answer about what was before.
      if (memory.access() !== stale) return memory.access()
      become(next)
      return next
    })
  return {
    access: memory.access,
    standing: memory.standing,
    subscribe: memory.subscribe,
    close: tabs.close,
    headers: () => ({ 'x-token-transport': 'cookie' }),
    // In turn with refreshes: the late answer of one would put the cookie of who was here before in the place of the new one.
    send: (input, init) => {
      const request = new Request(input, init)
      return doors.test(new URL(request.url).pathname) ? turns(() => send(request)) : send(request)
    },
    renew,
    begin: async (granted) => become(typeof granted === 'string' ? granted : granted.access),
    drop: () => become(undefined),
    async restore() {
      if (memory.wasSignedIn()) await renew(undefined)
      else memory.become(undefined)
    },
    // In turn with refreshes: one that is under way would bring the session back.
    end: ({ all = false } = {}) =>
      turns(async () => {
        await signOutAt(service, { all }, memory.access())
        become(undefined)
      }),
  }
}

function turnsOf(locks: LockManager | null, storage: SharedStorage | null): Turns {
  if (locks) return lockTurns(locks, lockName)
  return storage ? leaseTurns(storage, lockName) : queueTurns()
}

/** Old browsers have no locks; nor have pages that came without TLS. */
function presentLocks(): LockManager | null {
  return typeof navigator === 'undefined' ? null : (navigator.locks ?? null)
}

/** Reading it throws where a browser keeps nothing for a page. */
function presentStorage(): SharedStorage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
