import { readProblem } from './api-problem.ts'
import { reach, type TokenSource } from './open-api.ts'

/** Who uses this browser, as far as the page knows. */
export type Standing = 'unknown' | 'signed_in' | 'signed_out'

export type BrowserSession = TokenSource & {
  readonly standing: () => Standing
  /** Finds out, when a page opens, whether somebody is signed in. @throws UnreachableError */
  readonly restore: () => Promise<void>
  /** A sign-in was answered with this access token; the refresh token is in its cookie. */
  readonly begin: (access: string) => void
  /** Ends the session, in all tabs. @param all every session of the account */
  readonly end: (options?: { all?: boolean }) => Promise<void>
  /** The service says that the session is over; nothing is asked of it. */
  readonly drop: () => void
  /** @returns what takes the listener away again */
  readonly subscribe: (listener: () => void) => () => void
  readonly close: () => void
}

type Means = {
  readonly origin: string
  readonly fetch?: typeof fetch
  readonly locks?: LockManager
  /** Keeps for the next page whether there is a session at all; no secret. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

type Message =
  | { readonly kind: 'access'; readonly access: string }
  | { readonly kind: 'ask' }
  | { readonly kind: 'over' }

const channelName = 'kalosphere-auth'
const refreshLock = 'kalosphere-auth-refresh'
const tabLock = 'kalosphere-auth-tab'
const hint = 'kalosphere-auth-session'
/** A tab that lives answers within milliseconds; one that sleeps is not waited for. */
const patienceMs = 150

/**
 * The session of a browser, shared by its tabs. The refresh token is in an HttpOnly cookie that no script reads; the access
 * token is in the memory of the tabs and nowhere else. Tabs take turns at refreshing, and whoever comes second gets what the
 * first was given, so that one rotation serves all.
 */
export function openBrowserSession(means: Means): BrowserSession {
  const { origin, fetch: send = fetch, locks = navigator.locks, storage = localStorage } = means
  const channel = new BroadcastChannel(channelName)
  const listeners = new Set<() => void>()
  let access: string | undefined
  let standing: Standing = 'unknown'
  let leaveTab = (): void => undefined
  void locks.request(tabLock, { mode: 'shared' }, () => new Promise<void>((resolve) => (leaveTab = resolve)))

  const become = (next: string | undefined): void => {
    access = next
    standing = next === undefined ? 'signed_out' : 'signed_in'
    if (next === undefined) storage.removeItem(hint)
    else storage.setItem(hint, '1')
    for (const listener of listeners) listener()
  }
  const tell = (message: Message): void => channel.postMessage(message)
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'access') become(data.access)
    else if (data.kind === 'over') become(undefined)
    else if (access !== undefined) tell({ kind: 'access', access })
  })

  /** A token of another tab that is not the stale one, if there is such a tab. */
  const askTabs = async (stale: string | undefined): Promise<string | undefined> => {
    const { held = [] } = await locks.query()
    if (held.filter(({ name }) => name === tabLock).length < 2) return undefined
    tell({ kind: 'ask' })
    const ends = performance.now() + patienceMs
    while ((access === undefined || access === stale) && performance.now() < ends) await pause(5)
    return access === stale ? undefined : access
  }

  const refresh = async (): Promise<string | undefined> => {
    const answer = await reach(send, post(`${origin}/api/auth/refresh/`, {}))
    if (answer.ok) return ((await answer.json()) as { access: string }).access
    // Anything else, such as a database that is away, says nothing about the session.
    if (answer.status === 400 || answer.status === 401) return undefined
    throw await readProblem(answer)
  }

  const renew = (stale: string | undefined): Promise<string | undefined> =>
    locks.request(refreshLock, async () => {
      if (access !== stale) return access
      const shared = await askTabs(stale)
      if (shared !== undefined) return shared
      const next = await refresh()
      become(next)
      tell(next === undefined ? { kind: 'over' } : { kind: 'access', access: next })
      return next
    })

  return {
    access: () => access,
    standing: () => standing,
    renew,
    async restore() {
      if (storage.getItem(hint) === null) return become(undefined)
      await renew(undefined)
    },
    begin(given) {
      become(given)
      tell({ kind: 'access', access: given })
    },
    async end({ all = false } = {}) {
      const request = post(`${origin}/api/auth/logout/`, { all })
      if (access !== undefined) request.headers.set('authorization', `Bearer ${access}`)
      const answer = await reach(send, request)
      if (answer.status >= 500) throw await readProblem(answer)
      become(undefined)
      tell({ kind: 'over' })
    },
    drop() {
      become(undefined)
      tell({ kind: 'over' })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      leaveTab()
      channel.close()
    },
  }
}

function post(address: string, body: object): Request {
  const headers = { 'content-type': 'application/json' }
  return new Request(address, { method: 'POST', headers, body: JSON.stringify(body) })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
