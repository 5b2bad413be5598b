import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../platform/app.ts'
import { type Part, within } from '../platform/tracing/part.ts'
import { type Caller, readTraceparent } from '../platform/tracing/traceparent.ts'
import { isTrustedPeer } from './client-address.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace of this request; null where none is kept. */
    trace: Part | null
  }
}

/**
 * Makes each request a trace, named by its route: an address with a token in it never becomes a name. Probes come too
 * often to be worth one, and streams and sockets last for hours.
 */
export function traceRequests(http: FastifyInstance, app: App): void {
  http.decorateRequest('trace', null)
  const { tracing } = app
  if (tracing === undefined) return
  http.addHook('onRequest', (request, reply, done) => {
    const { anyHost, lasting } = request.routeOptions.config
    if (anyHost || lasting || request.raw.handshake) return done()
    const trace = tracing.begin(describe(request), callerOf(app, request))
    request.trace = trace
    reply.raw.once('close', () => finish(trace, reply))
    // Fastify goes on so where the rest of a body comes later, from a connection that knows no request.
    within(trace, done)
  })
}

function describe({ method, routeOptions: { url }, id }: FastifyRequest) {
  const facts = { 'http.request.method': method, 'kalosphere.request_id': id }
  if (url === undefined) return { name: method, kind: 'server', facts } as const
  return { name: `${method} ${url}`, kind: 'server', facts: { ...facts, 'http.route': url } } as const
}

/** A stranger must neither choose the ids of our traces nor which of them are kept. */
function callerOf({ config }: App, { socket, headers }: FastifyRequest): Caller | undefined {
  const believes = config.traces?.trustsProxies && isTrustedPeer(socket.remoteAddress ?? '', config.trustedProxies)
  return believes ? readTraceparent(headers.traceparent) : undefined
}

/** Comes whether the answer was sent or the client has hung up before. */
function finish(trace: Part, { raw, statusCode }: FastifyReply): void {
  if (!raw.writableFinished) trace.fail('hung_up')
  else trace.tell({ 'http.response.status_code': statusCode })
  if (statusCode >= 500) trace.fail(String(statusCode))
  trace.end()
}
