import { type Granted, refreshAt, type Session, signOutAt } from './session.ts'
import { openMemory } from './session-memory.ts'
import { queueTurns, type Turns } from './turns.ts'

/** What is kept of a session, and of the device it is on, between two runs of a program. */
export type Kept = {
  readonly access?: string
  readonly refresh?: string
  /** By it the service knows the device again, after a sign-out too. */
  readonly device?: string
}

/** Where it is kept: a file, a key chain, the memory. Instances that share one share the session. */
export type TokenStore = {
  readonly read: () => Promise<Kept> | Kept
  readonly write: (kept: Kept) => Promise<void> | void
  /** Lets one refresh run at a time among all that share what is kept. */
  readonly turns: Turns
}

/** Keeps it as long as the program runs. */
export function memoryStore(kept: Kept = {}): TokenStore {
  let present = kept
  return {
    read: () => present,
    write(next) {
      present = next
    },
    turns: queueTurns(),
  }
}

type Means = { readonly origin: string; readonly store: TokenStore; readonly fetch?: typeof fetch }

/**
 * The session of a program that keeps its tokens itself: in Node, in an app. What is kept is looked at before each refresh,
 * so that instances which share it rotate the refresh token once; the others take what the first was given.
 */
export function openTokenSession({ origin, store, fetch: send = fetch }: Means): Session {
  const service = { origin, send }
  const memory = openMemory(null)
  let device: string | undefined

  const keep = async (granted: Granted | undefined): Promise<void> => {
    device = granted?.device_token ?? device
    const known = device === undefined ? {} : { device }
    const tokens = granted?.refresh === undefined ? {} : { access: granted.access, refresh: granted.refresh }
    memory.become(granted?.access)
    await store.write({ ...known, ...tokens })
  }
  const renew = (stale: string | undefined): Promise<string | undefined> =>
    store.turns(async () => {
      const { access, refresh } = await store.read()
      if (access !== undefined && access !== stale) {
        memory.become(access)
        return access
      }
      const next = refresh === undefined ? undefined : await refreshAt(service, { refresh })
      await keep(next)
      return next?.access
    })
  return {
    access: memory.access,
    standing: memory.standing,
    subscribe: memory.subscribe,
    close: () => undefined,
    headers: (): Record<string, string> => (device === undefined ? {} : { 'x-device-token': device }),
    renew,
    async begin(granted) {
      // A fresh proof gives another access token alone: the refresh token of the session goes on.
      const { refresh } = await store.read()
      const given = typeof granted === 'string' ? { access: granted } : granted
      await keep({ ...(refresh === undefined ? {} : { refresh }), ...given })
    },
    // Whatever becomes of the store, here the session is over.
    drop: () => void keep(undefined).catch(() => undefined),
    async restore() {
      const { access, refresh, device: known } = await store.read()
      device = known
      memory.become(refresh === undefined ? undefined : access)
    },
    async end({ all = false } = {}) {
      const { access, refresh } = await store.read()
      await signOutAt(service, { all, ...(refresh === undefined ? {} : { refresh }) }, access)
      await keep(undefined)
    },
  }
}
