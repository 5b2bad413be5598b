import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Below what systems give away by themselves (Linux from 32768, others from 49152), above what browsers refuse (10080). */
const [lowest, highest] = [10_100, 32_000]

/**
 * A TCP port of 127.0.0.1 that nobody listens on at this moment, and that no system gives away by itself: whoever lets go
 * of it for a while finds it as it was, whatever else listens and connects meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(randomInt(lowest, highest), '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') continue
      throw error
    }
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    return port
  }
}
