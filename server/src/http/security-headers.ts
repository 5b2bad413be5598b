import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

const yearSeconds = 31_536_000

/**
 * Headers and host check that every answer has; pages and the API document replace the content policy by their own.
 * The hooks run in the order they stand in here: whatever is refused later has its headers by then.
 */
export function secureHeaders(http: FastifyInstance, app: App): void {
  const standing = standingHeaders(app.config.publicUrl.startsWith('https:'))
  http.addHook('onRequest', (request, reply, done) => {
    reply.headers(standing).header('X-Request-Id', request.id)
    done()
  })
  const crossOrigin = {
    origin: [...app.config.corsOrigins],
    methods: ['DELETE', 'GET', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
    allowedHeaders: [
      'accept',
      'authorization',
      'content-type',
      'user-agent',
      // Read by nobody, but pages written for the old service send it, and would be stopped by their browser.
      'x-csrftoken',
      'x-requested-with',
      'x-device-token',
      'x-token-transport',
    ],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
    maxAge: 86_400,
    optionsSuccessStatus: 200,
    // Answered before the guard and the host of routes, as the old service did.
    strictPreflight: false,
  }
  http.register(cors, {
    delegator: (request, answer) => {
      // An OPTIONS without this header is no preflight (Fetch standard): it asks for the methods of the path.
      const preflight = request.headers['access-control-request-method'] !== undefined
      answer(null, { ...crossOrigin, preflight })
    },
  })
  checkHost(http, app)
}

/**
 * What every answer says, whatever it is about: those of Helmet with a policy that allows nothing. They are constants,
 * written down once; worked out anew for each answer they would be the dearest part of a small one.
 */
function standingHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-DNS-Prefetch-Control': 'off',
    'X-Download-Options': 'noopen',
    'X-Frame-Options': 'DENY',
    'X-Permitted-Cross-Domain-Policies': 'none',
    'X-XSS-Protection': '0',
    // For all but the few answers that say otherwise themselves.
    'Cache-Control': 'no-store',
    ...(isHttps ? { 'Strict-Transport-Security': `max-age=${yearSeconds}; includeSubDomains` } : {}),
  }
}

/** A forged Host must not reach anything that could print it; probes come by address and are let through. */
function checkHost(http: FastifyInstance, app: App): void {
  const hosts = new Set(app.config.allowedHosts.map((host) => host.toLowerCase()))
  const isAllowed = (host: string): boolean =>
    hosts.has(host) || [...hosts].some((allowed) => allowed.startsWith('.') && `.${host}`.endsWith(allowed))
  http.addHook('onRequest', async (request) => {
    if (hosts.has('*') || request.routeOptions.config.anyHost) return
    // Two Host headers are a fault of their own (RFC 9112 section 3.2): who stands before us may have read the other.
    const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
    if (!isAllowed(host) || countHosts(request.raw.rawHeaders) > 1) throw new Problem('bad_host')
  })
}

/** Headers as they came, names and values in turn; the parsed ones keep the first of equal names and tell nothing. */
function countHosts(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host').length
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Probes reach a process by its address, whatever the public host is. */
    anyHost?: boolean
  }
}
