import type { App } from '../platform/app.ts'
import { isPostgres } from '../platform/db/db.ts'
import { apart, timed } from '../platform/tracing/part.ts'
import { type Rotation, rotateAlone, rotateFree } from './rotation.queries.ts'

type Waiting = Rotation & { readonly settle: (isRotated: boolean | Promise<boolean>) => void }

/**
 * Moves a session to its next generation, if it still stands at this one and its person may act: of simultaneous calls for
 * it one gets true.
 *
 * On PostgreSQL those that come within a turn of the event loop, or while others are being written, go in one statement
 * with one commit; SQLite's turns to write do that for everything.
 */
export function rotateSession(app: App, rotation: Rotation): Promise<boolean> {
  if (!isPostgres(app.db)) return rotateAlone(app.db, rotation)
  return timed({ name: 'rotate' }, () => app.hold(makeRounds)(rotation))
}

function makeRounds({ db }: App): (rotation: Rotation) => Promise<boolean> {
  let waiting: readonly Waiting[] = []
  let isWriting = false

  async function writeRounds(): Promise<void> {
    while (waiting.length > 0) {
      // A statement changes a row once: who comes second for a session comes in the next round.
      const round = new Map(waiting.toReversed().map((one) => [one.sessionId, one]))
      waiting = waiting.filter((one) => round.get(one.sessionId) !== one)
      await writeRound([...round.values()])
    }
    isWriting = false
  }

  async function writeRound(round: readonly Waiting[]): Promise<void> {
    try {
      const rotated = await rotateFree(db, round)
      // Who was passed over may still be in time, and then waits for whoever is changing the session.
      for (const one of round) one.settle(rotated.has(one.sessionId) || rotateAlone(db, one))
    } catch (error) {
      for (const { settle } of round) settle(Promise.reject(error))
    }
  }

  return (rotation) =>
    new Promise((settle) => {
      waiting = [...waiting, { ...rotation, settle }]
      if (isWriting) return
      isWriting = true
      apart(() => setImmediate(() => void writeRounds()))
    })
}
