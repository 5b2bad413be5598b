import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { freePort } from '../../scripts/testing/free-port.ts'

/** A port of this machine with another service behind it, which a test can take away and give back. */
export type Gate = {
  readonly port: number
  /** Breaks all connections; from now on the port refuses, as if nobody listened. */
  readonly shut: () => Promise<void>
  readonly open: () => Promise<void>
  /** Keeps all connections and lets no byte through, as a machine that hangs; `open` after `shut` ends it. */
  readonly freeze: () => void
  /** Leads new connections to another port from now on, as a balancer does when the primary is another. */
  readonly turnTo: (behind: number) => void
}

/** An open gate before a port of 127.0.0.1. */
export async function makeGate(t: TestContext, port: number): Promise<Gate> {
  let behind = port
  const sockets = new Set<Socket>()
  let frozen = false
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((socket) => {
    keep(socket)
    if (frozen) return socket.pause()
    const other = keep(connect(behind, '127.0.0.1'))
    socket.pipe(other).pipe(socket)
    socket.on('close', () => other.destroy())
    return other.on('close', () => socket.destroy())
  })
  const own = await freePort()
  server.listen(own, '127.0.0.1')
  await once(server, 'listening')
  const shut = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  t.after(shut)
  return {
    port: own,
    shut,
    async open() {
      frozen = false
      server.listen(own, '127.0.0.1')
      await once(server, 'listening')
    },
    freeze() {
      frozen = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    turnTo(next) {
      behind = next
    },
  }
}

/** A port of 127.0.0.1 that refuses. */
export async function refusingPort(t: TestContext): Promise<number> {
  const gate = await makeGate(t, 9)
  await gate.shut()
  return gate.port
}
