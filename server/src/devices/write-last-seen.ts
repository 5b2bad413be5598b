import type { App } from '../platform/app.ts'
import { seenMs, writeSeenSessions } from '../sessions/note-seen.ts'
import { moveDevice, touchBatch, touchDevices } from './devices.queries.ts'

/**
 * Writes when and where sessions and their devices were last seen; the worker does it every few seconds.
 * @returns how many devices that were
 */
export async function writeLastSeen(app: App): Promise<number> {
  const devices = [...(await writeSeenSessions(app))]
  for (let i = 0; i < devices.length; i += touchBatch) {
    const ips = new Map(devices.slice(i, i + touchBatch))
    const at = app.now()
    const touched = await touchDevices(app.db, [...ips.keys()], { at, before: new Date(at.getTime() - seenMs) })
    for (const { id, ip: former } of touched) {
      const ip = ips.get(id) ?? former
      if (ip !== former) await moveDevice(app.db, id, ip)
    }
  }
  return devices.length
}
