import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { sendProblem } from './answer-problems.ts'

/** These answers pass none of the hooks that other answers get their headers from. */
const bareHeaders = {
  'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
}

/**
 * Server options that answer what is too broken for the router: an address that cannot be decoded, and bytes that are
 * not HTTP. Such a request must get a refusal like any other, and above all must not end the process.
 */
export function brokenRequests(app: App) {
  return {
    frameworkErrors(error: Error, request: FastifyRequest, reply: FastifyReply): void {
      app.log.debug({ requestId: request.id, note: 'code' in error ? error.code : error.name }, 'request refused')
      reply.headers({ ...bareHeaders, 'X-Request-Id': request.id })
      sendProblem(reply, new Problem('invalid_input', { detail: 'The address cannot be read.' }))
    },
    clientErrorHandler(error: Error & { code?: string }, socket: Duplex): void {
      if (error.code === 'ECONNRESET' || socket.destroyed) return
      const requestId = randomUUID()
      app.log.debug({ requestId, note: error.code }, 'request refused')
      if (socket.writable) socket.write(rawAnswer(problemOf(error.code), requestId))
      socket.destroy()
    },
  }
}

/** RFC 9110 section 10.1.1 lets a server pass over an expectation it does not know; Node alone would send a bare 417. */
export function passOverExpectations(http: FastifyInstance): void {
  http.server.on('checkExpectation', (request, response) => http.routing(request, response))
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem('request_headers_too_large')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request_timeout')
  return new Problem('invalid_input', { detail: 'This is not an HTTP request.' })
}

/** Written by hand, because without a readable request there is no reply object either. */
function rawAnswer(problem: Problem, requestId: string): string {
  const body = JSON.stringify(problem.body())
  const headers = {
    ...bareHeaders,
    'X-Request-Id': requestId,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  // An import of node:http would bring all of Node's fetch with it, 20 MB that nothing else here needs.
  const reason = process.getBuiltinModule('node:http').STATUS_CODES[problem.status]
  return [`HTTP/1.1 ${problem.status} ${reason}`, ...lines, '', body].join('\r\n')
}
