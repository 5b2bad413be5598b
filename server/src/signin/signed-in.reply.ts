import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireSameOrigin, setDeviceCookie, setRefreshCookie, wantsCookies } from '../http/cookies.ts'
import { Id } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { App } from '../platform/app.ts'
import type { SignedIn } from './finish-login.ts'

export const SignedInReply = Type.Object({
  access: Type.String({ description: 'JWT for the Authorization header' }),
  refresh: Type.Optional(Type.String({ description: 'Absent with cookie transport' })),
  user: Type.Object({ id: Id, email: Type.String(), username: Type.String(), mfa_enabled: Type.Boolean() }),
  device_token: Type.Optional(
    Type.String({
      description: 'Keep it and send it as X-Device-Token at the next sign-in; a cookie with cookie transport',
    }),
  ),
})

/** Refuses a sign-in that asks for cookies from another site's page, before anything is done. */
export function refuseForeignCookies(app: App) {
  return async (request: FastifyRequest): Promise<void> => {
    if (wantsCookies(request)) requireSameOrigin(app, request)
  }
}

/** The answer of every door into an account: tokens in the body, or the lasting ones in cookies when asked for. */
export function answerSignedIn(app: App, request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn) {
  if (!wantsCookies(request)) return signedIn
  const { access, user } = signedIn
  setRefreshCookie(app, reply, signedIn.refresh)
  setDeviceCookie(app, reply, signedIn.device_token)
  return { access, user }
}
