import type {} from '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import { preferredLanguage } from '../words/languages.ts'
import { clientAddress } from './client-address.ts'
import { deviceCookie } from './cookies.ts'

/** Longer user agents are cut: they are shown and stored, never parsed for decisions. */
const userAgentLimit = 300

/** Who sent this request, as far as the transport tells. */
export function callerOf(app: App, request: FastifyRequest): Caller {
  const forwarded = request.headers['x-forwarded-for']
  const address = clientAddress(request.socket.remoteAddress ?? '', forwarded, app.config.trustedProxies)
  const header = request.headers['x-device-token']
  const deviceToken = typeof header === 'string' ? header : request.cookies[deviceCookie(app)]
  return {
    ...address,
    userAgent: String(request.headers['user-agent'] ?? '').slice(0, userAgentLimit),
    requestId: request.id,
    language: preferredLanguage(request.headers['accept-language']),
    deviceToken: deviceToken === undefined || deviceToken.length > 200 ? undefined : deviceToken,
  }
}
