import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

/** Browsers refuse the `__Host-` prefix and `Secure` on plain http, which only a local service uses. */
function isSecure(app: App): boolean {
  return app.config.publicUrl.startsWith('https:')
}

export function refreshCookie(app: App): string {
  return isSecure(app) ? '__Host-refresh' : 'refresh'
}

export function deviceCookie(app: App): string {
  return isSecure(app) ? '__Host-device' : 'device'
}

/** Browsers keep no cookie longer than about 400 days. */
const deviceDays = 400

/** Puts the refresh token where scripts cannot read it, for as long as it lives. */
export function setRefreshCookie(app: App, reply: FastifyReply, value: string): void {
  setHostCookie(app, reply, { name: refreshCookie(app), value, maxAge: app.config.tokens.refreshDays * 86_400 })
}

export function clearRefreshCookie(app: App, reply: FastifyReply): void {
  reply.clearCookie(refreshCookie(app), { httpOnly: true, secure: isSecure(app), sameSite: 'strict', path: '/' })
}

/** Lets a browser be recognised at its next sign-in. */
export function setDeviceCookie(app: App, reply: FastifyReply, value: string): void {
  setHostCookie(app, reply, { name: deviceCookie(app), value, maxAge: deviceDays * 86_400 })
}

/** Ties a sign-in at another service to the browser that began it. */
function socialCookie(app: App): string {
  return isSecure(app) ? '__Host-social' : 'social'
}

/** As long as the longest way to another service and back takes. */
const socialSeconds = 900

/** The browser's own secret, if it sent one of ours. */
export function readSocialCookie(app: App, request: FastifyRequest): string | undefined {
  const value = request.cookies[socialCookie(app)]
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined
}

/** Lax and not strict: it must come along when the other service sends the browser back. */
export function setSocialCookie(app: App, reply: FastifyReply, value: string): void {
  setHostCookie(app, reply, { name: socialCookie(app), value, maxAge: socialSeconds, sameSite: 'lax' })
}

type HostCookie = { name: string; value: string; maxAge: number; sameSite?: 'strict' | 'lax' }

/** Sets a cookie that scripts cannot read and, when strict, other sites cannot cause to be sent. `maxAge` in seconds. */
function setHostCookie(app: App, reply: FastifyReply, cookie: HostCookie): void {
  reply.setCookie(cookie.name, cookie.value, {
    httpOnly: true,
    secure: isSecure(app),
    sameSite: cookie.sameSite ?? 'strict',
    path: '/',
    maxAge: cookie.maxAge,
  })
}

/** Whether the client asks for the refresh token in a cookie instead of the body. */
export function wantsCookies(request: FastifyRequest): boolean {
  return request.headers['x-token-transport'] === 'cookie'
}

/**
 * A call that a cookie authorises must come from our own pages: browsers say so themselves.
 * @throws Problem `cross_origin`
 */
export function requireSameOrigin(app: App, request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const own = new Set([app.config.publicUrl, app.config.frontendUrl].map((url) => new URL(url).origin))
  const fromOwn = origin !== undefined && own.has(origin)
  if (fromOwn && site !== 'cross-site') return
  if (origin === undefined && site === 'same-origin') return
  throw new Problem('cross_origin')
}
