import type { SessionMemory } from './session-memory.ts'

type Message =
  | { readonly kind: 'access'; readonly access: string }
  | { readonly kind: 'ask' }
  | { readonly kind: 'over' }

/** The other tabs of this browser. */
export type Tabs = {
  /** Tells them the present state: another token, or that the session is over. */
  readonly tell: () => void
  /** @returns a token of another tab that is not the stale one, if there is such a tab */
  readonly ask: (stale: string | undefined) => Promise<string | undefined>
  readonly close: () => void
}

const channelName = 'kalosphere-auth'
const tabLock = 'kalosphere-auth-tab'
/** A tab that lives answers within milliseconds; one that sleeps is not waited for. */
const patienceMs = 150

/** Joins the tabs: what one learns of the session goes into the memory of all. */
export function joinTabs(memory: SessionMemory, locks: LockManager | null): Tabs {
  if (typeof BroadcastChannel === 'undefined') return alone
  const channel = new BroadcastChannel(channelName)
  const say = (message: Message): void => channel.postMessage(message)
  // Held as long as the tab is open, so that the others know it is there.
  const open = Promise.withResolvers<void>()
  void locks?.request(tabLock, { mode: 'shared' }, () => open.promise)
  const tell = (): void => {
    const access = memory.access()
    say(access === undefined ? { kind: 'over' } : { kind: 'access', access })
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'access') memory.become(data.access)
    else if (data.kind === 'over') memory.become(undefined)
    else if (memory.access() !== undefined) tell()
  })
  return {
    tell,
    async ask(stale) {
      if (await isAlone(locks)) return undefined
      say({ kind: 'ask' })
      const ends = performance.now() + patienceMs
      const isStale = () => memory.access() === undefined || memory.access() === stale
      // Two looks at the least: a tab that stood still all the while has heard nothing by the first.
      for (let looks = 0; isStale() && (looks < 2 || performance.now() < ends); looks++)
        await new Promise((resolve) => setTimeout(resolve, 5))
      return isStale() ? undefined : memory.access()
    },
    close() {
      open.resolve()
      channel.close()
    },
  }
}

/** Without locks it cannot be told, and the others are asked. */
async function isAlone(locks: LockManager | null): Promise<boolean> {
  if (!locks) return false
  const { held = [] } = await locks.query()
  return held.filter(({ name }) => name === tabLock).length < 2
}

/** A browser whose tabs do not hear of each other: each asks the service by itself, in turn. */
const alone: Tabs = { tell: () => undefined, ask: async () => undefined, close: () => undefined }
