import { type Granted, refreshAt, type Session, signOutAt } from './session.ts'
import { openMemory, type SessionMemory } from './session-memory.ts'
import { sessionOfToken } from './session-of-token.ts'
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
  /** Lets one sign-in, refresh or sign-out at a time change it, among all that share it. */
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
  const { keep, ...keeper } = openKeeper(store, memory)
  // Rises when the service says that the session is over: what was asked for before then brings nothing back.
  let drops = 0

  const renew = (stale: string | undefined): Promise<string | undefined> => {
    const before = drops
    return store.turns(async () => {
      if (drops !== before) return undefined
      const { access, refresh } = await store.read()
      if (access !== undefined && access !== stale) {
        memory.become(access)
        return access
      }
      const next = refresh === undefined ? undefined : await refreshAt(service, { refresh })
      if (drops !== before) return undefined
      await keep(next)
      return next?.access
    })
  }
  return {
    access: memory.access,
    standing: memory.standing,
    subscribe: memory.subscribe,
    close: () => undefined,
    headers: keeper.headers,
    send,
    renew,
    // What changes the store has its turn, as refreshes have: their late answers would undo it.
    begin: (granted) =>
      store.turns(async () => {
        const next = joinProof(await store.read(), typeof granted === 'string' ? { access: granted } : granted)
        if (next !== undefined) await keep(next)
      }),
    drop() {
      const session = sessionOfToken(memory.access())
      drops += 1
      memory.become(undefined)
      // Whatever becomes of the store, here the session is over.
      void store.turns(() => keeper.forget(session)).catch(() => undefined)
    },
    async restore() {
      const { access, refresh } = await keeper.read()
      if (refresh !== undefined && access === undefined) await renew(undefined)
      else memory.become(refresh === undefined ? undefined : access)
    },
    end: ({ all = false } = {}) =>
      store.turns(async () => {
        const { access, refresh } = await store.read()
        await signOutAt(service, { all, ...(refresh === undefined ? {} : { refresh }) }, access)
        await keep(undefined)
      }),
  }
}

/** What is known of a session and its device, in the memory and in the store at once; `keep` and `forget` need the turn. */
function openKeeper(store: TokenStore, memory: SessionMemory) {
  let device: string | undefined
  const keep = async (granted: Granted | undefined): Promise<void> => {
    device = granted?.device_token ?? (await store.read()).device ?? device
    const known = device === undefined ? {} : { device }
    const tokens = granted?.refresh === undefined ? {} : { access: granted.access, refresh: granted.refresh }
    memory.become(granted?.access)
    await store.write({ ...known, ...tokens })
  }
  return {
    keep,
    headers: (): Record<string, string> => (device === undefined ? {} : { 'x-device-token': device }),
    async read(): Promise<Kept> {
      const kept = await store.read()
      device = kept.device
      return kept
    },
    /** Nothing is left of this session; another one that has begun meanwhile stays. */
    async forget(session: string | undefined): Promise<void> {
      if (sessionOfToken((await store.read()).access) === session) await keep(undefined)
    },
  }
}

/**
 * A fresh proof gives another access token alone: the refresh token of its session goes on.
 * @returns undefined when somebody signed in since it was asked for: their session is no place for it
 */
function joinProof({ access, refresh }: Kept, granted: Granted): Granted | undefined {
  if (granted.refresh !== undefined) return granted
  if (access !== undefined && sessionOfToken(access) !== sessionOfToken(granted.access)) return undefined
  return { ...(refresh === undefined ? {} : { refresh }), ...granted }
}
