import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { clientAddress } from '../http/client-address.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { doctorHeader, isDoctor } from './doctor-ticket.ts'
import { readiness } from './readiness.ts'

const Seen = Type.Object({
  peer: Type.String(),
  client: Type.String(),
  forwarded_for: Type.Union([Type.String(), Type.Null()]),
  host: Type.String(),
})
const Health = Type.Object({
  status: Type.String(),
  seen: Type.Optional({ ...Seen, description: 'How this request arrived, for `doctor` alone' }),
})
const Readiness = Type.Object({ status: Type.String(), checks: Type.Record(Type.String(), Type.String()) })

export function operationsRoutes(app: App): Routes {
  return async (http) => {
    health(app, http)
    ready(app, http)
    metrics(app, http)
  }
}

function health(app: App, http: TypedHttp): void {
  http.get(
    '/healthz',
    {
      config: { anyHost: true },
      schema: {
        operationId: 'health',
        summary: 'Whether the process lives',
        tags: ['operations'],
        response: { 200: Health, ...problemReplies() },
      },
    },
    async (request) => {
      if (!isDoctor(app, request.headers[doctorHeader])) return { status: 'ok' }
      const { remoteAddress = '' } = request.socket
      const seen = {
        peer: clientAddress(remoteAddress, undefined, []).ip,
        client: callerOf(app, request).ip,
        forwarded_for: request.headers['x-forwarded-for']?.toString() ?? null,
        host: request.headers.host ?? '',
      }
      return { status: 'ok', seen }
    },
  )
}

function ready(app: App, http: TypedHttp): void {
  http.get(
    '/readyz',
    {
      config: { anyHost: true },
      schema: {
        operationId: 'readiness',
        summary: 'Whether this process should be sent requests',
        tags: ['operations'],
        response: { 200: Readiness, ...problemReplies(), 503: Readiness },
      },
    },
    async (_request, reply) => {
      const { ready, checks } = await readiness(app)
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks })
    },
  )
}

/** Metrics tell how a service is used: only for who holds `METRICS_TOKEN`; without one the path does not exist. */
function metrics(app: App, http: TypedHttp): void {
  const token = app.config.metricsToken
  if (!token) return
  http.get(
    '/metrics',
    {
      config: { anyHost: true },
      schema: {
        operationId: 'metrics',
        summary: 'Prometheus metrics',
        tags: ['operations'],
        security: [{ metrics: [] }],
        response: { 200: Type.String(), ...problemReplies('not_authenticated') },
      },
    },
    async (request, reply) => {
      if (!isSame(request.headers.authorization ?? '', `Bearer ${token.reveal()}`))
        throw new Problem('not_authenticated')
      return reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics())
    },
  )
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
