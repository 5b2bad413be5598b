import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../platform/app.ts'
import { loadLate } from '../platform/load-late.ts'

/** Proxies take a silent connection for a dead one, and a peer that has gone says nothing. */
const beatMs = 30_000
/** Who reads so slowly that this much waits, in bytes, is cut off and may come again. */
const mostWaiting = 64 * 1024

const options = {
  noServer: true,
  clientTracking: false,
  // Costs memory for each connection, and messages are small.
  perMessageDeflate: false,
  // Nothing is to be sent to us; control frames, which may hold 125 bytes, do not count.
  maxPayload: 64,
  autoPong: false,
  /** Who does not answer a close is cut off after this time. */
  closeTimeout: 1000,
}

/** A WebSocket on which only the service speaks. */
export type Line = {
  readonly send: (text: string) => void
  /** @param code RFC 6455 section 7.4: 1000 to 1015, or our own from 4000 */
  readonly close: (code: number, reason: string) => void
  /** Calls back once, whoever ended it. */
  readonly onClose: (listener: () => void) => void
}

/** RFC 6455 section 4.2.1: what a handshake must have beside the upgrade itself. */
export function isSoundHandshake({ headers }: FastifyRequest): boolean {
  const key = headers['sec-websocket-key'] ?? ''
  return headers['sec-websocket-version'] === '13' && /^[+/0-9A-Za-z]{22}==$/.test(key)
}

/**
 * Answers a handshake with 101, with the headers of every answer and the first of the protocols that were offered.
 * @returns undefined when the client has gone meanwhile
 */
export function openLine(app: App, request: FastifyRequest, reply: FastifyReply): Line | undefined {
  const { handshake } = request.raw
  if (!handshake) throw new TypeError('this request asks for no upgrade')
  const headers = Object.entries(reply.getHeaders()).map(([name, value]) => `${name}: ${value}`)
  reply.hijack()
  request.raw.handshake = undefined
  // The answer in HTTP would keep the request alive as long as the connection.
  handshake.response.detachSocket(request.raw.socket)
  const server = app.hold(makeServer)
  const addHeaders = (lines: string[]): void => void lines.push(...headers)
  let line: Line | undefined
  server.once('headers', addHeaders)
  server.handleUpgrade(request.raw, handshake.stream, handshake.head, (socket) => {
    line = makeLine(socket)
  })
  server.off('headers', addHeaders)
  return line
}

type Library = typeof import('ws')

/** The library comes with the first socket: services that nobody listens to do without. */
function makeServer() {
  const { WebSocketServer } = loadLate('ws') as Library
  return new WebSocketServer(options)
}

function makeLine(socket: import('ws').WebSocket): Line {
  let isAlive = true
  const beat = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, beatMs)
  beat.unref()
  socket.on('pong', () => {
    isAlive = true
  })
  // Section 5.5.3: the newest ping may be answered for all; so who never reads cannot make answers pile up.
  socket.on('ping', (data) => socket.bufferedAmount === 0 && socket.pong(data))
  socket.on('message', () => socket.close(1008, 'this socket only tells'))
  // A broken frame or connection: the library closes it, and there is nobody to tell.
  socket.on('error', () => undefined)
  socket.once('close', () => clearInterval(beat))
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return
      socket.send(text)
      if (socket.bufferedAmount > mostWaiting) socket.terminate()
    },
    close: (code, reason) => socket.close(code, reason),
    onClose: (listener) => void socket.once('close', listener),
  }
}
