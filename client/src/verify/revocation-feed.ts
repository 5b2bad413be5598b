import { keepEnded } from './ended-sessions.ts'
import { readEvents, type ServerEvent } from './event-lines.ts'
import type { KeySet } from './key-set.ts'
import type { Means } from './means.ts'
import { watchOutage } from './outage.ts'
import { RefusedError } from './refused-error.ts'
import { verifyJws } from './verify-jws.ts'

export type RevocationFeed = {
  /** Settles with the first list. */
  readonly heard: Promise<void>
  /** @throws RefusedError `session_ended`; `unavailable` when nothing was heard for too long, or never */
  readonly mustBeLive: (sid: string) => void
  readonly close: () => void
}

/** The service says every 15 seconds that it is still there. */
const silenceMs = 20_000
const [firstPauseMs, longestPauseMs] = [200, 2_000]
const longestList = 32 * 1024 * 1024

/**
 * Follows the service's stream of ended sessions: it begins with the list, and each later end comes at once. A stream that
 * breaks is opened again, and the list it begins with tells what was missed.
 */
export function followRevocations(means: Means, keys: KeySet): RevocationFeed {
  const { now, offlineFor, onTrouble } = means
  const outage = watchOutage(now, offlineFor)
  const ended = keepEnded(now)
  const first = Promise.withResolvers<void>()
  const stop = new AbortController()
  let heardAt = now()
  let isListed = false
  let pause = firstPauseMs

  const take = async ({ name, data }: ServerEvent): Promise<void> => {
    if (name !== 'list' && name !== 'revoked') return
    const list = await verifyJws(means, keys, data, { ...expected, longest: longestList })
    if (list === undefined) throw new Error('a list of ended sessions does not verify')
    ended.add(list)
    if (name !== 'list') return
    pause = firstPauseMs
    isListed = true
    outage.end()
    first.resolve()
  }
  const onPiece = (): void => {
    heardAt = now()
  }
  const follow = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await listen(means, stop.signal, { onPiece, onEvent: take }).catch(onTrouble)
      outage.begin(heardAt)
      // Spread, so that not everybody comes back at once after the service was away.
      await wait(pause * (0.5 + Math.random() / 2), stop.signal)
      pause = Math.min(longestPauseMs, pause * 2)
    }
  }
  void follow()
  return {
    heard: first.promise,
    mustBeLive(sid) {
      if (ended.has(sid)) throw new RefusedError('session_ended')
      if (!isListed) throw new RefusedError('unavailable')
      // A line can be dead without having been closed: what counts is when it was last alive.
      outage.mustBeShort(now() - heardAt > silenceMs ? heardAt : undefined)
    },
    close: () => stop.abort(),
  }
}

const expected = { typ: 'revocations+jwt', required: ['revoked'] }

type Heard = { readonly onPiece: () => void; readonly onEvent: (event: ServerEvent) => Promise<void> }

/** Settles or throws when the stream is over, whatever ended it. */
async function listen({ origin, fetch: send }: Means, stopped: AbortSignal, { onPiece, onEvent }: Heard) {
  const dead = new AbortController()
  const signal = AbortSignal.any([stopped, dead.signal])
  let watch = setTimeout(() => dead.abort(), silenceMs)
  const alive = (): void => {
    clearTimeout(watch)
    watch = setTimeout(() => dead.abort(), silenceMs)
    onPiece()
  }
  try {
    const headers = { accept: 'text/event-stream' }
    const answer = await send(`${origin}/.well-known/revocations`, { headers, redirect: 'error', signal })
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream')
    if (!answer.ok || !isStream || answer.body === null)
      throw new Error(`the stream was answered with ${answer.status}`)
    const read = readEvents()
    const text = new TextDecoder()
    for await (const piece of answer.body) {
      alive()
      for (const event of read(text.decode(piece, { stream: true }))) await onEvent(event)
    }
  } finally {
    clearTimeout(watch)
    dead.abort()
  }
}

/** @returns after the pause, or as soon as nothing is waited for any more */
function wait(ms: number, stopped: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = (): void => {
    clearTimeout(timer)
    stopped.removeEventListener('abort', end)
    resolve()
  }
  const timer = setTimeout(end, ms)
  stopped.addEventListener('abort', end)
  return promise
}
