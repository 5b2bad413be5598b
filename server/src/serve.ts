import { setTimeout as delay } from 'node:timers/promises'
import { keyRing } from './keys/key-ring.ts'
import { startClosing } from './operations/readiness.ts'
import type { App } from './platform/app.ts'
import { buildServer } from './server.ts'
import { startWorker } from './worker.ts'

/**
 * Requests under way get this long to finish after a stop was asked for; deliveries get theirs behind it. Together they
 * stay below the 10 s after which container runtimes kill.
 */
const graceMs = 6000
const sweepEveryMs = 50

export type Service = { http: ReturnType<typeof buildServer>; address: string; stop: () => Promise<void> }

/**
 * Starts answering requests and working on the outbox.
 * @returns the address it listens on, and the way to stop it: no new requests, the rest drains, then all is closed
 */
export async function serve(app: App): Promise<Service> {
  await keyRing(app)
  const http = buildServer(app)
  const address = await http.listen({ host: app.config.host, port: app.config.port })
  // All of its work writes.
  const worker = app.config.database.readOnly ? undefined : startWorker(app)
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    startClosing(app)
    // A balancer learns from its next probe, and sends its requests here until then.
    if (app.config.load.leaveSeconds > 0) await delay(app.config.load.leaveSeconds * 1000)
    const late = setTimeout(() => http.server.closeAllConnections(), graceMs)
    // A connection that falls idle after the stop was asked for would be kept alive, and the process with it.
    const sweep = setInterval(() => http.server.closeIdleConnections(), sweepEveryMs)
    await http.close()
    clearTimeout(late)
    clearInterval(sweep)
    await worker?.stop()
    await app.close()
  }
  return { http, address, stop: () => (stopping ??= stop()) }
}
