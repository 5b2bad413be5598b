import type { FastifyReply } from 'fastify'
import { deviceCookie, setHostCookie } from '../http/cookies.ts'
import type { App } from '../platform/app.ts'

/** Browsers keep no cookie longer than about 400 days. */
const maxAge = 400 * 86_400

/** Lets a browser be recognised at its next sign-in. */
export function setDeviceCookie(app: App, reply: FastifyReply, value: string): void {
  setHostCookie(app, reply, { name: deviceCookie(app), value, maxAge })
}
