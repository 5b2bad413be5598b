import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { tokenDigest } from '../base/random.ts'
import { callerOf } from '../http/caller-of.ts'
import { showBudgets } from '../http/show-budgets.ts'
import type { App } from '../platform/app.ts'
import type { Db } from '../platform/db/db.ts'
import { readAccessToken } from './access-token.ts'
import { hasFactor, needsFactor } from './factor-policy.ts'
import { isLive, isReplaced } from './live-standing.ts'
import { noteSeen } from './note-seen.ts'
import { spendRequest } from './person-budgets.ts'
import { findEnrolling, findStanding, type Standing } from './sessions.queries.ts'
import { refusalSentence } from './token-refusals.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard alone. */
    person: Person | null
  }
}

export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** How the guard reads where a session and its person stand, perhaps with more of the account. */
type Find<Row extends Standing> = (db: Db, ids: { accountId: string; sessionId: string }) => Promise<Row[]>

/**
 * The one guard of all routes that need a signed-in person: lets them in, notes that their session was seen, and counts
 * the request.
 * @throws Problem `rate_limited` when the account or this session of it has used up what it may ask
 */
export function requirePerson(app: App): Guard {
  return async (request, reply) => {
    await letIn(app, request, reply, findStanding)
  }
}

async function letIn<Row extends Standing>(app: App, request: FastifyRequest, reply: FastifyReply, find: Find<Row>) {
  const token = bearerOf(request)
  if (token === undefined) throw new Problem('not_authenticated')
  const { person, lastSeenAt, standing } = await admit(app, token, find)
  request.person = requireEnrolled(app, person)
  noteSeen(app, { id: person.sessionId, lastSeenAt }, () => callerOf(app, request).ip)
  limitPerson(app, request, reply, person)
  return standing
}

/**
 * The guard of what enrols a second factor: it also lets in a person who must enrol one before anything else, with the
 * token of that sign-in or with that of a session from before the rule.
 */
function requireEnrolling(app: App): Guard {
  return async (request, reply) => {
    const token = bearerOf(request)
    if (token === undefined) throw new Problem('not_authenticated')
    const person = token.includes('.')
      ? (await admit(app, token, findStanding)).person
      : await admitEnrolling(app, token)
    request.person = person
    limitPerson(app, request, reply, person)
  }
}

function limitPerson(app: App, request: FastifyRequest, reply: FastifyReply, person: Person): void {
  if (!app.config.limits.enabled) return
  const spent = spendRequest(app, person, request.method)
  showBudgets(reply, spent)
  const empty = spent.find(({ allowed }) => !allowed)
  if (empty) throw new Problem('rate_limited', { retryAfter: empty.resetSeconds })
}

/** For public routes on which the old service refused a bad token, but asked for none. */
export function refuseBadBearer(app: App): Guard {
  return async (request) => {
    const token = bearerOf(request)
    if (token !== undefined) await admit(app, token, findStanding)
  }
}

/** What a guarded route registers: the guard before anything is read, and the same for wrong methods on its path. */
export function guarded(app: App): { onRequest: Guard; config: { guard: Guard } } {
  const guard = requirePerson(app)
  return { onRequest: guard, config: { guard } }
}

/** The same for a route that is refused later than others under load (`finishing`). */
export function guardedFinishing(app: App) {
  const { onRequest, config } = guarded(app)
  return { onRequest, config: { ...config, finishing: true } }
}

/**
 * The same for a hot route that answers with more of the account: the guard's own question brings it along, and the
 * database is asked once instead of twice.
 * @param find the guard's question with more columns
 * @returns what to register, and what was found for a request that the guard has let in
 */
export function guardedFinding<Row extends Standing>(app: App, find: Find<Row>) {
  const found = new WeakMap<FastifyRequest, Row>()
  const guard: Guard = async (request, reply) => {
    found.set(request, await letIn(app, request, reply, find))
  }
  const foundFor = (request: FastifyRequest): Row => {
    const row = found.get(request)
    if (!row) throw new TypeError('this route has another guard')
    return row
  }
  return { guard: { onRequest: guard, config: { guard } }, foundFor }
}

/** The same for a route that somebody who must enrol a factor first may use. */
export function guardedForEnrolment(app: App): { onRequest: Guard; config: { guard: Guard } } {
  const guard = requireEnrolling(app)
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

type Admitted<Row> = { person: Person; lastSeenAt: Date; standing: Row }

async function admit<Row extends Standing>(app: App, token: string, find: Find<Row>): Promise<Admitted<Row>> {
  const claims = await readAccessToken(app, token)
  if (typeof claims === 'string') throw claims === 'no_subject' ? noSubject() : badToken(refusalSentence(claims))
  const { accountId, sessionId } = claims
  const [standing] = await find(app.db, { accountId, sessionId })
  if (!standing) throw new Problem('user_not_found', { extra: { code: 'user_not_found' } })
  if (!standing.isActive) throw new Problem('user_inactive', { extra: { code: 'user_inactive' } })
  // No look at the session's own expiry: an access token ends before it.
  if (!isLive(standing) || isReplaced(standing, claims, app.now())) throw badToken(refusalSentence('invalid'))
  const { authTime, factorAt, lastSeenAt, roles } = standing
  const person = { accountId, sessionId, authTime, factorAt, hasFactor: hasFactor(standing), roles }
  return { person, lastSeenAt, standing }
}

/** No JWT, and no session for anybody else: only the digest of a random token is known. */
async function admitEnrolling(app: App, token: string): Promise<Person> {
  const [enrolling] = await findEnrolling(app.db, { digest: tokenDigest(token), now: app.now() })
  if (!enrolling?.isActive) throw badToken(refusalSentence('invalid'))
  const { accountId, sessionId, authTime, factorAt, roles } = enrolling
  return { accountId, sessionId, authTime, factorAt, hasFactor: hasFactor(enrolling), roles }
}

/** A rule that came after the sign-in holds for its session too. */
function requireEnrolled(app: App, person: Person): Person {
  if (!person.hasFactor && needsFactor(app, person.roles)) throw new Problem('mfa_enrolment_required')
  return person
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
