import type { App } from '../platform/app.ts'
import { moveSession, touchBatch, touchSessions } from './seen-sessions.queries.ts'

/** How exact "last seen" is, of sessions and of devices. */
export const seenMs = 60_000

/**
 * Notes in memory that a session was used, if that is worth writing: at most once a minute. The worker writes it, so that
 * no request waits for it; what is lost in a crash is noted again at the next request.
 * @param readIp asked only when it is worth writing
 */
export function noteSeen(app: App, session: { id: string; lastSeenAt: Date }, readIp: () => string): void {
  if (Math.abs(app.now().getTime() - session.lastSeenAt.getTime()) < seenMs) return
  app.hold(makeSeen).set(session.id, readIp())
}

/**
 * Writes what was noted since the last time.
 * @returns the devices on which it was, with the address of each
 */
export async function writeSeenSessions(app: App): Promise<ReadonlyMap<string, string>> {
  const noted = app.hold(makeSeen)
  const sessions = [...noted]
  noted.clear()
  const devices = new Map<string, string>()
  for (let i = 0; i < sessions.length; i += touchBatch) {
    const ips = new Map(sessions.slice(i, i + touchBatch))
    const at = app.now()
    const touched = await touchSessions(app.db, [...ips.keys()], { at, before: new Date(at.getTime() - seenMs) })
    for (const { id, deviceId, ip: former } of touched) {
      const ip = ips.get(id) ?? former
      if (ip !== former) await moveSession(app.db, id, ip)
      if (deviceId !== null) devices.set(deviceId, ip)
    }
  }
  return devices
}

function makeSeen(): Map<string, string> {
  return new Map()
}
