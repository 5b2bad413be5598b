import { Problem } from '../base/problem.ts'
import type { Line } from '../http/socket-line.ts'
import type { Notice } from '../notices/notices.queries.ts'
import { noticeWatch } from '../notices/watch-notices.ts'
import type { App } from '../platform/app.ts'
import type { Revoked } from '../sessions/revocations.queries.ts'
import { revocationWatch } from '../sessions/watch-revocations.ts'
import { writeMessage } from './notice-message.ts'
import type { Holder } from './socket-ticket.ts'
import { listLiving, lookBatch } from './socket-tickets.queries.ts'

/** Of one account in this process. */
const mostOfAccount = 10
/** Of everybody in this process. */
const mostSockets = 10_000
/** How often sessions whose time is up are looked for; those that were ended are told by the watch. */
const lookEveryMs = 500
/** How often every session is looked at, for what no watch tells: an account that was erased. */
const checkEveryMs = 30_000

/** Why a socket is closed, as its client is told; from 4000 on the numbers are ours. */
export const closings = {
  goingAway: [1001, 'the service stops here'],
  failed: [1011, 'try again'],
  sessionEnded: [4401, 'the session has ended'],
  crowded: [4429, 'too many sockets of this account'],
} as const satisfies Record<string, readonly [code: number, reason: string]>

/** A socket, from before its handshake is answered: an end of its session in between is not missed. */
export type Place = { readonly holder: Holder; line: Line | undefined; hasEnded: boolean; endsAt: Date }

export type NoticeSockets = {
  /** Takes a place among the sockets of an account. @throws Problem `unavailable` when there is none left */
  readonly take: (holder: Holder) => Promise<Place>
  readonly leave: (place: Place) => void
  /** Puts the opened line in its place; one of the account's others goes when they are too many. */
  readonly open: (place: Place, line: Line) => void
  /** Ends every socket, for the stop of the service; later ones are refused. */
  readonly close: () => void
}

/** The open sockets of this process, fed by what the database tells while there are any. */
export function noticeSockets(app: App): NoticeSockets {
  return app.hold(makeSockets)
}

function makeSockets(app: App): NoticeSockets {
  const byAccount = new Map<string, Set<Place>>()
  const all = (): Place[] => [...byAccount.values()].flatMap((places) => [...places])
  let taken = 0
  let isClosing = false
  let watching: Promise<() => void> | undefined

  function leave(place: Place): void {
    const places = byAccount.get(place.holder.accountId)
    if (!places?.delete(place)) return
    if (places.size === 0) byAccount.delete(place.holder.accountId)
    taken -= 1
    if (taken > 0) return
    watching?.then((stop) => stop()).catch(() => undefined)
    watching = undefined
  }

  return {
    leave,
    async take(holder) {
      if (isClosing || taken >= mostSockets) {
        throw new Problem('unavailable', { retryAfter: 10, note: 'no place for a socket' })
      }
      const place: Place = { holder, line: undefined, hasEnded: false, endsAt: app.now() }
      const places = byAccount.get(holder.accountId) ?? new Set()
      byAccount.set(holder.accountId, places.add(place))
      taken += 1
      watching ??= watch(app, byAccount, all)
      try {
        await watching
        await check(app, [place])
      } catch (error) {
        // Also for the next one: a watch that could not begin is begun anew.
        leave(place)
        throw error
      }
      return place
    },
    open(place, line) {
      place.line = line
      app.metrics.sockets.inc()
      line.onClose(() => {
        app.metrics.sockets.dec()
        leave(place)
      })
      if (isClosing) return line.close(...closings.goingAway)
      const open = [...(byAccount.get(place.holder.accountId) ?? [])].filter(isOpen)
      if (open.length > mostOfAccount) crowdedOut(open)?.line?.close(...closings.crowded)
    },
    close() {
      isClosing = true
      for (const { line } of all()) line?.close(...closings.goingAway)
    },
  }
}

function isOpen({ line, hasEnded }: Place): boolean {
  return line !== undefined && !hasEnded
}

/**
 * Whose turn it is to go: the oldest of the session that has most. A stranger in one session cannot push the owner's out
 * by opening many, and a page that was just opened always hears.
 */
function crowdedOut(open: readonly Place[]): Place | undefined {
  const bySession = [...Map.groupBy(open, ({ holder }) => holder.sessionId).values()]
  const [oldest] = bySession.reduce((most, places) => (places.length > most.length ? places : most), [])
  if (oldest) oldest.hasEnded = true
  return oldest
}

async function watch(app: App, byAccount: ReadonlyMap<string, Set<Place>>, all: () => Place[]): Promise<() => void> {
  const tell = (notices: readonly Notice[]): void => {
    for (const notice of notices) {
      const places = byAccount.get(notice.accountId)
      if (!places) continue
      const message = writeMessage(notice)
      for (const place of places) if (isOpen(place)) place.line?.send(message)
    }
  }
  const endThose = (revoked: readonly Revoked[]): void => {
    const ids = new Set(revoked.map(({ id }) => id))
    for (const place of all()) if (ids.has(place.holder.sessionId)) end(place)
  }
  const checkSome = (places: readonly Place[]): void => {
    void check(app, places).catch((error: unknown) => app.log.warn({ err: error }, 'sessions could not be looked up'))
  }
  const stopNotices = await noticeWatch(app).subscribe(tell)
  const stopRevocations = await revocationWatch(app)
    .subscribe(endThose)
    .catch((error: unknown) => {
      stopNotices()
      throw error
    })
  const look = setInterval(() => checkSome(all().filter(({ endsAt }) => endsAt <= app.now())), lookEveryMs)
  const every = setInterval(() => checkSome(all()), checkEveryMs)
  for (const timer of [look, every]) timer.unref()
  return () => {
    for (const timer of [look, every]) clearInterval(timer)
    stopNotices()
    stopRevocations()
  }
}

function end(place: Place): void {
  if (place.hasEnded) return
  place.hasEnded = true
  place.line?.close(...closings.sessionEnded)
}

/** Ends the sockets whose sessions live no more, and notes of the others until when theirs do. */
async function check(app: App, places: readonly Place[]): Promise<void> {
  const open = places.filter(({ hasEnded }) => !hasEnded)
  const ids = [...new Set(open.map(({ holder }) => holder.sessionId))]
  const living = new Map<string, Date>()
  for (let at = 0; at < ids.length; at += lookBatch) {
    const found = await listLiving(app.db, ids.slice(at, at + lookBatch), app.now())
    for (const { id, expiresAt } of found) living.set(id, expiresAt)
  }
  for (const place of open) {
    const endsAt = living.get(place.holder.sessionId)
    if (endsAt === undefined) end(place)
    else place.endsAt = endsAt
  }
}
