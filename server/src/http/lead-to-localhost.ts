import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../platform/app.ts'
import { isLoopbackHost } from '../platform/deploy-checks.ts'
import { isNavigation } from './is-navigation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Shows a page to a person. */
    isPage?: boolean
  }
}

/**
 * In development, people open `127.0.0.1`, where browsers have no security keys and passkeys (WebAuthn level 3, section
 * 5.1.2: an IP address is no valid domain): on a service whose PUBLIC_URL is `localhost`, they are led to the same page there.
 * Of the request's Host nothing goes into the answer, and programs are answered where they are.
 */
export function leadToLocalhost(http: FastifyInstance, app: App): void {
  const own = new URL(app.config.publicUrl)
  if (own.hostname !== 'localhost') return
  http.addHook('onRequest', async (request, reply) => {
    const isPage = request.method === 'GET' && request.routeOptions.config.isPage === true
    // A target of another form holds a host of its own (RFC 9112 section 3.2).
    if (!isPage || !request.url.startsWith('/') || !cameByAddress(request) || !isNavigation(request)) return
    await reply.redirect(own.origin + request.url, 303)
  })
}

function cameByAddress({ headers }: FastifyRequest): boolean {
  const host = String(headers.host ?? '').replace(/:\d+$/, '')
  return host.toLowerCase() !== 'localhost' && isLoopbackHost(host)
}
