import type { Notice } from './notice-stream.ts'
import type { Session } from './session.ts'
import { sessionOfToken } from './session-of-token.ts'

/** What is told of a session, and with what. */
export type ClientEvents = {
  /** Somebody is in: after a sign-in here or in another tab, or found again when the page opened. */
  readonly signed_in: undefined
  /** Nobody is any more: here, in another tab, or by the service. */
  readonly signed_out: undefined
  /** The same session has another access token. */
  readonly refreshed: undefined
  /** The service tells the person something; for pages, whose origin the service knows. Comes while somebody listens. */
  readonly notice: Notice
}

export type Listen = <E extends keyof ClientEvents>(event: E, listener: (told: ClientEvents[E]) => void) => () => void

type Follow = (onNotice: (notice: Notice) => void) => () => void

/**
 * @param follow opens the stream of notices, and returns what stops it
 * @returns `on` takes a listener, and returns what takes it away again; `close` takes all away
 */
export function tellEvents(session: Session, follow: Follow): { readonly on: Listen; readonly close: () => void } {
  const leaving = new Set<() => void>()
  const on: Listen = (event, listener) => {
    const leave =
      event === 'notice'
        ? hearNotices(session, follow, listener as (notice: Notice) => void)
        : hearChanges(session, event, listener as () => void)
    leaving.add(leave)
    return () => {
      leaving.delete(leave)
      leave()
    }
  }
  const close = (): void => {
    for (const leave of leaving) leave()
    leaving.clear()
  }
  return { on, close }
}

function hearChanges(session: Session, event: keyof ClientEvents, listener: () => void): () => void {
  let before = session.access()
  return session.subscribe(() => {
    const now = session.access()
    const happened = whatHappened(before, now)
    before = now
    if (happened === event) listener()
  })
}

function whatHappened(before: string | undefined, now: string | undefined): keyof ClientEvents | undefined {
  if (before === now) return undefined
  if (now === undefined) return 'signed_out'
  return before !== undefined && sessionOfToken(before) === sessionOfToken(now) ? 'refreshed' : 'signed_in'
}

/** The stream is open while somebody is signed in, and begins anew with another session. */
function hearNotices(session: Session, follow: Follow, listener: (notice: Notice) => void): () => void {
  let followed: string | undefined
  let stop = (): void => undefined
  const look = (): void => {
    const present = sessionOfToken(session.access())
    if (present === followed) return
    stop()
    followed = present
    stop = present === undefined ? () => undefined : follow(listener)
  }
  look()
  const leave = session.subscribe(look)
  return () => {
    leave()
    stop()
  }
}
