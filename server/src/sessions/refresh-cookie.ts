import type { FastifyReply } from 'fastify'
import { refreshCookie, setHostCookie } from '../http/cookies.ts'
import type { App } from '../platform/app.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The refresh token came in the cookie, so the next one goes back the same way. */
    fromCookie: boolean
  }
}

/** Puts the refresh token where scripts cannot read it, for as long as it lives. */
export function setRefreshCookie(app: App, reply: FastifyReply, value: string): void {
  setHostCookie(app, reply, { name: refreshCookie(app), value, maxAge: app.config.tokens.refreshDays * 86_400 })
}
