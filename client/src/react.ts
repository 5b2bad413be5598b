/** The entrance `kalosphere-auth/react`: hooks over a client. */
import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react'
import type { Client } from './client.ts'
import type { ClientEvents } from './session-events.ts'
import type { Standing } from './session-memory.ts'
import { type Holder, holderOfToken } from './token-claims.ts'

const ClientContext = createContext<Client | undefined>(undefined)

type AuthProps = {
  readonly client: Client
  /** Told when the service cannot be asked who is there; `session.restore()` tries again. */
  readonly onTrouble?: (error: unknown) => void
  readonly children?: ReactNode
}

/** Gives the client to all below, and finds out who is signed in. */
export function AuthProvider({ client, onTrouble, children }: AuthProps): ReactNode {
  const trouble = useLatest(onTrouble)
  useEffect(() => {
    if (client.session.standing() !== 'unknown') return
    client.session.restore().catch((error: unknown) => trouble.current?.(error))
  }, [client, trouble])
  return createElement(ClientContext.Provider, { value: client }, children)
}

/** @throws TypeError outside an `AuthProvider` */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (client === undefined) throw new TypeError('there is no AuthProvider above')
  return client
}

/** Whether somebody is signed in: `unknown` until it has been found out. */
export function useStanding(): Standing {
  const { session } = useClient()
  return useSyncExternalStore(session.subscribe, session.standing, () => 'unknown')
}

/** Who is signed in, by their token; undefined when nobody is. Enough to choose what to show, never a proof. */
export function useHolder(): Holder | undefined {
  const { session } = useClient()
  const access = useSyncExternalStore(session.subscribe, session.access, () => undefined)
  return useMemo(() => (access === undefined ? undefined : holderOfToken(access)), [access])
}

/** Hears of an event while the component stands. @param listener may be another function each time it is drawn */
export function useClientEvent<E extends keyof ClientEvents>(
  event: E,
  listener: (told: ClientEvents[E]) => void,
): void {
  const { on } = useClient()
  const latest = useLatest(listener)
  useEffect(() => on(event, (told) => latest.current(told)), [on, event, latest])
}

/** What was given last, for what is called later. */
function useLatest<T>(given: T): { readonly current: T } {
  const latest = useRef(given)
  useEffect(() => {
    latest.current = given
  })
  return latest
}
