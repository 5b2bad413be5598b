import { decodeJwt } from 'jose'
import type { App } from '../platform/app.ts'
import { type AccessClaims, readAccessToken } from '../sessions/access-token.ts'
import { mustEnrol } from '../sessions/factor-policy.ts'
import { isFormer } from '../sessions/former-tokens.ts'
import { isLive, isReplaced } from '../sessions/live-standing.ts'
import { claimsOf } from '../sessions/session-tokens.ts'
import { findSession, findStanding } from '../sessions/sessions.queries.ts'

/** What is told of a live token: its own claims, and nothing of what an ended one said (RFC 7662 section 2.2). */
const registered = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'] as const
const own = ['sid', 'username', 'email', 'email_verified', 'roles', 'amr', 'acr', 'auth_time'] as const
const told = [...registered, ...own] as const

export type Introspection = { active: boolean; token_type?: 'Bearer' } & Partial<Record<(typeof told)[number], unknown>>

/**
 * Says whether an access token is good at this moment: signed by us, in time, its session not ended, its person allowed
 * to act. A refresh token is good for nobody but us, and so is never active here.
 */
export async function introspect(app: App, token: string): Promise<Introspection> {
  const claims = await readAccessToken(app, token)
  if (typeof claims === 'string') return { active: false }
  const [standing] = await findStanding(app.db, claims)
  if (!isLive(standing) || isReplaced(standing, claims, app.now()) || mustEnrol(app, standing)) return { active: false }
  const payload = decodeJwt(token)
  const said = isFormer(app, token) ? { ...pick(payload, registered), ...(await sayOfSession(app, claims)) } : payload
  return { active: true, token_type: 'Bearer', ...pick(said, told) }
}

/** A token of the service before may say anything of roles and levels: what holds here is read here. */
async function sayOfSession(app: App, { sessionId }: AccessClaims): Promise<Record<string, unknown>> {
  const [session] = await findSession(app.db, { sessionId })
  return session ? claimsOf(session) : {}
}

function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]))
}
