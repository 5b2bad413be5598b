import { bringDeliveriesForward } from '../events/deliveries.queries.ts'
import { beyondPausesMs } from '../events/retry-schedule.ts'
import { beyondWaitsMs } from '../outbox/deliver.ts'
import { bringItemsForward } from '../outbox/outbox.queries.ts'
import type { App } from '../platform/app.ts'

/** Milliseconds after which it is done although this clock was not set back: another process may have had the wrong one. */
const everyMs = 3_600_000

/**
 * Makes due what waits for longer than anything is ever told to: a clock has been set back since, perhaps by years, and
 * nobody is to wait for a mail until it has come there again. Done at the first call, when the clock is behind where it was,
 * and once an hour, since it reads the outbox whole. A process whose clock is slow by minutes takes nothing from others.
 */
export async function bringForward(app: App): Promise<void> {
  const now = app.now()
  const last = app.hold(makeLast)
  const passed = now.getTime() - last.at
  if (passed >= 0 && passed < everyMs) return
  const after = (ms: number): Date => new Date(now.getTime() + ms)
  await bringItemsForward(app.db, { now, latest: after(beyondWaitsMs) })
  await bringDeliveriesForward(app.db, { now, latest: after(beyondPausesMs) })
  last.at = now.getTime()
}

function makeLast(): { at: number } {
  return { at: Number.NEGATIVE_INFINITY }
}
