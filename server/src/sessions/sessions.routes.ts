import type { FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { clearRefreshCookie, refreshCookie, requireSameOrigin, setRefreshCookie } from '../http/cookies.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, bodyRequiring, flagField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { readAccessToken } from './access-token.ts'
import { isGoodFormer } from './carry-over.ts'
import { signOut } from './end-session.ts'
import { mustEnrol } from './factor-policy.ts'
import { isFormer } from './former-tokens.ts'
import { isLive, isReplaced } from './live-standing.ts'
import { readRefreshToken, refreshSession } from './refresh-session.ts'
import { findSession, findStanding } from './sessions.queries.ts'
import { refusalSentence } from './token-refusals.ts'

/** Our tokens are far shorter; a longer text is no token. */
const tokenLength = 8192

const Refresh = textField(tokenLength, { description: 'The refresh token; left out when it travels in the cookie.' })
const RefreshBody = body({ refresh: Refresh })
const LogoutBody = bodyRequiring('Refresh token required', ['refresh'], {
  refresh: Refresh,
  all: Type.Optional(flagField({ description: 'End every session of the account.' })),
})
const TokenBody = body({ token: textField(tokenLength) })
const TokenPair = Type.Object({
  access: Type.String({ description: 'JWT for the Authorization header' }),
  refresh: Type.Optional(Type.String({ description: 'Absent with cookie transport' })),
})

declare module 'fastify' {
  interface FastifyRequest {
    /** The refresh token came in the cookie, so the next one goes back the same way. */
    fromCookie: boolean
  }
}

export function sessionsRoutes(app: App): Routes {
  return async (http) => {
    refreshRoute(app, http)
    logoutRoute(app, http)
    verifyTokenRoute(app, http)
  }
}

function refreshRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/refresh/',
    {
      config: { finishing: true },
      preValidation: takeCookie(app),
      schema: {
        operationId: 'refresh',
        summary: 'Exchange a refresh token for the next pair',
        description:
          'A token that was rotated a moment ago gets the current pair again; later reuse ends the session and tells its owner.',
        tags: ['sessions'],
        body: RefreshBody,
        response: {
          200: TokenPair,
          ...problemReplies('invalid_input', 'token_not_valid', 'mfa_enrolment_required', 'cross_origin'),
        },
      },
    },
    async (request, reply) => {
      const tokens = await refreshSession(app, callerOf(app, request), request.body.refresh)
      if (!request.fromCookie) return tokens
      setRefreshCookie(app, reply, tokens.refresh)
      return { access: tokens.access }
    },
  )
}

function logoutRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/logout/',
    {
      config: { finishing: true },
      preValidation: takeCookie(app),
      schema: {
        operationId: 'logout',
        summary: 'End the session of a refresh token',
        tags: ['sessions'],
        body: LogoutBody,
        response: {
          205: Type.Unsafe<undefined>({ type: 'null', description: 'Signed out; no content.' }),
          ...problemReplies('invalid_input', 'invalid_token', 'reauthentication_required', 'cross_origin'),
        },
      },
    },
    async (request, reply) => {
      const { refresh, all = false } = request.body
      await signOut(app, callerOf(app, request), { refresh, all, asker: await askerOf(app, request) })
      if (request.fromCookie) clearRefreshCookie(app, reply)
      return reply.code(205).send(undefined)
    },
  )
}

function verifyTokenRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/token/verify/',
    {
      schema: {
        operationId: 'verifyToken',
        summary: 'Tell whether an access or refresh token is good right now',
        tags: ['sessions'],
        body: TokenBody,
        response: { 200: Type.Object({}), ...problemReplies('invalid_input', 'token_not_valid') },
      },
    },
    async (request) => {
      await requireGoodToken(app, request.body.token)
      return {}
    },
  )
}

/** Whom a good access token in the header names; none is needed here, and a bad or ended one is no obstacle. */
async function askerOf(app: App, request: FastifyRequest): Promise<string | undefined> {
  const [scheme, token] = (request.headers.authorization ?? '').split(/ +/)
  if (scheme !== 'Bearer' || !token) return undefined
  const claims = await readAccessToken(app, token)
  return typeof claims === 'string' ? undefined : claims.accountId
}

/** Puts the cookie's token where the body's would be; a cookie only counts from our own pages. */
function takeCookie(app: App) {
  return async (request: FastifyRequest): Promise<void> => {
    const given = (request.body ?? {}) as { refresh?: unknown }
    const token = request.cookies[refreshCookie(app)]
    if (token === undefined || typeof given !== 'object' || Array.isArray(given) || given.refresh !== undefined) return
    requireSameOrigin(app, request)
    request.body = { ...given, refresh: token }
    request.fromCookie = true
  }
}

async function requireGoodToken(app: App, token: string): Promise<void> {
  const claims = await readAccessToken(app, token)
  if (claims === 'wrong_type') return requireGoodRefreshToken(app, token)
  if (typeof claims === 'string') throw notValid(refusalSentence(claims))
  const [standing] = await findStanding(app.db, claims)
  if (isLive(standing) && !isReplaced(standing, claims, app.now()) && !mustEnrol(app, standing)) return
  throw notValid(refusalSentence('invalid'))
}

async function requireGoodRefreshToken(app: App, token: string): Promise<void> {
  if (isFormer(app, token)) {
    if (await isGoodFormer(app, token)) return
    throw notValid(refusalSentence('invalid'))
  }
  const { sessionId, generation } = await readRefreshToken(app, token)
  const [session] = await findSession(app.db, { sessionId })
  const live = session?.isActive && session.revokedAt === null && session.expiresAt > app.now()
  if (!live || session.generation !== generation) throw notValid(refusalSentence('invalid'))
}

function notValid(detail: string): Problem {
  return new Problem('token_not_valid', { detail, extra: { code: 'token_not_valid' } })
}
