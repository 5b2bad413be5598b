import type { FastifyRequest } from 'fastify'
import type { Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { readAccessToken } from './access-token.ts'
import { findStanding } from './sessions.queries.ts'
import { refusalSentence } from './token-refusals.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard alone. */
    person: Person | null
  }
}

export type Guard = (request: FastifyRequest) => Promise<void>

/** The one guard of all routes that need a signed-in person. */
export function requirePerson(app: App): Guard {
  return async (request) => {
    const token = bearerOf(request)
    if (token === undefined) throw new Problem('not_authenticated')
    request.person = await admit(app, token)
  }
}

/** For public routes on which the old service refused a bad token, but asked for none. */
export function refuseBadBearer(app: App): Guard {
  return async (request) => {
    const token = bearerOf(request)
    if (token !== undefined) await admit(app, token)
  }
}

/** What a guarded route registers: the guard before anything is read, and the same for wrong methods on its path. */
export function guarded(app: App): { onRequest: Guard; config: { guard: Guard } } {
  const guard = requirePerson(app)
  return { onRequest: guard, config: { guard } }
}

/** The person whom the guard has let in. */
export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new TypeError('this route has no guard')
  return request.person
}

/** RFC 6750 section 2.1: the header only, never the query. Other schemes count as no token. */
function bearerOf(request: FastifyRequest): string | undefined {
  const [scheme, ...rest] = (request.headers.authorization ?? '').split(/ +/)
  if (scheme !== 'Bearer') return undefined
  const [token, ...more] = rest
  if (!token || more.length > 0) {
    throw new Problem('bad_authorization_header', { extra: { code: 'bad_authorization_header' } })
  }
  return token
}

async function admit(app: App, token: string): Promise<Person> {
  const claims = await readAccessToken(app, token)
  if (typeof claims === 'string') throw claims === 'no_subject' ? noSubject() : badToken(refusalSentence(claims))
  const { accountId, sessionId } = claims
  const [standing] = await findStanding(app.db, { accountId, sessionId })
  if (!standing) throw new Problem('user_not_found', { extra: { code: 'user_not_found' } })
  if (!standing.isActive) throw new Problem('user_inactive', { extra: { code: 'user_inactive' } })
  // No look at the session's own expiry: an access token ends before it.
  if (standing.authTime === null || standing.revokedAt !== null) throw badToken(refusalSentence('invalid'))
  const hasFactor = standing.mfaEnabled || standing.emailMfaEnabled || standing.isPhoneVerified || standing.hasPasskey
  const { authTime, factorAt, roles } = standing
  return { accountId, sessionId, authTime, factorAt, hasFactor, roles }
}

function badToken(message: string): Problem {
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message }]
  return new Problem('token_not_valid', { extra: { code: 'token_not_valid', messages } })
}

function noSubject(): Problem {
  return new Problem('token_not_valid', {
    detail: refusalSentence('no_subject'),
    extra: { code: 'token_not_valid' },
  })
}
