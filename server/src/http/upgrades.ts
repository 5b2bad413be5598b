import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'

/** Imported, it would bring all of Node's `fetch` along with its WebSocket: 4 MB, and a twentieth of a start. */
const http = process.getBuiltinModule('node:http')

/** A connection whose client asks to speak WebSocket on it. */
export type Handshake = { readonly stream: Duplex; readonly head: Buffer; readonly response: ServerResponse }

declare module 'node:http' {
  interface IncomingMessage {
    /** Set where the client asks to leave HTTP, until somebody takes it. */
    handshake?: Handshake | undefined
  }
}

/** The one address that speaks WebSocket; what asks for an upgrade elsewhere, or sends a body with it, is answered in HTTP. */
export const socketPath = '/ws/notifications/'
const address = /^\/ws\/notifications\/?(\?|$)/

/** For Node's HTTP server: whether it hands the connection over instead of answering the request. */
export function shouldUpgradeCallback({ method, url = '', headers }: IncomingMessage): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  return method === 'GET' && address.test(url) && headers.upgrade?.toLowerCase() === 'websocket' && !hasBody
}

/**
 * Sends requests for an upgrade the way of all others: the same hooks, headers and refusals. One that is refused gets its
 * answer in HTTP, and the connection ends.
 */
export function routeUpgrades(fastify: FastifyInstance): void {
  fastify.server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Node takes its own listener away with the hand-over; without one an error would end the process.
    stream.on('error', () => stream.destroy())
    const response = new http.ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(request.socket)
    response.once('finish', () => request.socket.destroySoon())
    request.handshake = { stream, head, response }
    fastify.routing(request, response)
  })
}
