import type { App } from '../platform/app.ts'
import { sealDue, sealsAtOnce } from './seal-events.ts'
import { beginStreams, streamDue } from './stream-events.ts'
import { tellChains, watchBacklog, watchChains } from './watch-chains.ts'

/** Batches in one go; what is left is for the next second. */
const mostBatches = 50

/**
 * The worker's task for the audit log, every second: seals what was recorded, looks after the alarms, and copies what was
 * sealed to where the operator wants it.
 * @returns how many events were sealed
 */
export async function keepLog(app: App): Promise<number> {
  try {
    await beginStreams(app)
    const sealed = await sealAll(app)
    await watchChains(app)
    await streamDue(app)
    return sealed
  } finally {
    await watchBacklog(app)
  }
}

/** Before the process ends: what it has recorded is sealed, and where the chains end is in the log. */
export async function closeLog(app: App): Promise<number> {
  const sealed = await sealAll(app)
  tellChains(app)
  return sealed
}

async function sealAll(app: App): Promise<number> {
  let sealed = 0
  for (let i = 0; i < mostBatches; i++) {
    const count = await sealDue(app)
    sealed += count
    // A busy service records all the time: what came meanwhile is for the next second too.
    if (count < sealsAtOnce) break
  }
  return sealed
}
