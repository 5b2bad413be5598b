import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

const yearSeconds = 31_536_000

/**
 * Headers and host check that every answer has; pages and the API document replace the content policy by their own.
 * The hooks run in the order they stand in here: whatever is refused later has its headers by then.
 */
export function secureHeaders(http: FastifyInstance, app: App): void {
  http.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id)
    // For all but the few answers that say otherwise themselves.
    reply.header('Cache-Control', 'no-store')
  })
  const isHttps = app.config.publicUrl.startsWith('https:')
  http.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    hsts: isHttps && { maxAge: yearSeconds, includeSubDomains: false },
  })
  http.register(cors, {
    origin: [...app.config.corsOrigins],
    methods: ['DELETE', 'GET', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
    allowedHeaders: [
      'accept',
      'authorization',
      'content-type',
      'x-requested-with',
      'x-device-token',
      'x-token-transport',
    ],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
    maxAge: 86_400,
    optionsSuccessStatus: 200,
    // Answered before the guard and the host of routes, as the old service did.
    strictPreflight: false,
  })
  checkHost(http, app)
}

/** A forged Host must not reach anything that could print it; probes come by address and are let through. */
function checkHost(http: FastifyInstance, app: App): void {
  const hosts = new Set(app.config.allowedHosts.map((host) => host.toLowerCase()))
  const isAllowed = (host: string): boolean =>
    hosts.has(host) || [...hosts].some((allowed) => allowed.startsWith('.') && `.${host}`.endsWith(allowed))
  http.addHook('onRequest', async (request) => {
    if (hosts.has('*') || request.routeOptions.config.anyHost) return
    const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
    if (!isAllowed(host)) throw new Problem('bad_host')
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Probes reach a process by its address, whatever the public host is. */
    anyHost?: boolean
  }
}
