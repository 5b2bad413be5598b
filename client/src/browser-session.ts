import { readProblem } from './api-problem.ts'
import { reach, type TokenSource } from './open-api.ts'
import { type HintStorage, openMemory, type Standing } from './session-memory.ts'
import { joinTabs } from './tabs.ts'

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
  readonly storage?: HintStorage
}

const refreshLock = 'kalosphere-auth-refresh'

/**
 * The session of a browser, shared by its tabs. The refresh token is in an HttpOnly cookie that no script reads; the access
 * token is in the memory of the tabs and nowhere else. Tabs take turns at refreshing, and whoever comes second gets what the
 * first was given, so that one rotation serves all.
 */
export function openBrowserSession(means: Means): BrowserSession {
  const { origin, fetch: send = fetch, locks = navigator.locks, storage = localStorage } = means
  const memory = openMemory(storage)
  const tabs = joinTabs(memory, locks)
  const become = (next: string | undefined): void => {
    memory.become(next)
    tabs.tell()
  }
  const renew = (stale: string | undefined): Promise<string | undefined> =>
    locks.request(refreshLock, async () => {
      if (memory.access() !== stale) return memory.access()
      const shared = await tabs.ask(stale)
      if (shared !== undefined) return shared
      const next = await refresh(send, origin)
      become(next)
      return next
    })
  return {
    access: memory.access,
    standing: memory.standing,
    subscribe: memory.subscribe,
    close: tabs.close,
    renew,
    begin: become,
    drop: () => become(undefined),
    async restore() {
      if (memory.wasSignedIn()) await renew(undefined)
      else memory.become(undefined)
    },
    async end({ all = false } = {}) {
      const request = post(`${origin}/api/auth/logout/`, { all })
      const access = memory.access()
      if (access !== undefined) request.headers.set('authorization', `Bearer ${access}`)
      const answer = await reach(send, request)
      // Without a session there is none to end; any other refusal, such as "too often", leaves it alive.
      if (!answer.ok && answer.status !== 400 && answer.status !== 401) throw await readProblem(answer)
      become(undefined)
    },
  }
}

/** @returns the next access token, or undefined when the session is over. @throws ApiProblem, UnreachableError */
async function refresh(send: typeof fetch, origin: string): Promise<string | undefined> {
  const answer = await reach(send, post(`${origin}/api/auth/refresh/`, {}))
  if (answer.ok) return ((await answer.json()) as { access: string }).access
  // Anything else, such as a database that is away, says nothing about the session.
  if (answer.status === 400 || answer.status === 401) return undefined
  const problem = await readProblem(answer)
  // A rule that came after the sign-in asks for a second factor: the next sign-in leads to it.
  if (problem.code === 'mfa_enrolment_required') return undefined
  throw problem
}

function post(address: string, body: object): Request {
  const headers = { 'content-type': 'application/json' }
  return new Request(address, { method: 'POST', headers, body: JSON.stringify(body) })
}
