import { setImmediate as yieldTurn } from 'node:timers/promises'
import type { App } from '../platform/app.ts'
import { countLivingOpened, findOldestUnended, hasSample, insertSample } from './session-samples.queries.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * Notes how many sessions live, once an hour for all processes; the worker's task. An hour in which no process ran has no
 * number, since nobody can say afterwards: sessions are forgotten a month after they ran out, and with their accounts.
 */
export async function sampleLiving(app: App): Promise<void> {
  const now = app.now()
  const hour = new Date(Math.floor(now.getTime() / hourMs) * hourMs)
  if (await hasSample(app.db, hour)) return
  await insertSample(app.db, { hour, living: await countLiving(app, now) })
}

/** A day's sessions after the other: SQLite answers at once, and other requests get their turn in between. */
async function countLiving(app: App, now: Date): Promise<number> {
  const oldest = await findOldestUnended(app.db)
  if (!oldest) return 0
  let living = 0
  for (let at = oldest.getTime(); at <= now.getTime(); at += dayMs) {
    living += await countLivingOpened(app.db, { from: new Date(at), before: new Date(at + dayMs) }, now)
    await yieldTurn()
  }
  return living
}
