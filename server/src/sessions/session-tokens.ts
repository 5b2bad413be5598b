import { randomUUID } from 'node:crypto'
import { importRefreshKey, type RefreshKey } from '../keys/import-key.ts'
import { keyRing } from '../keys/key-ring.ts'
import { signRefreshToken, signToken } from '../keys/sign-token.ts'
import type { App } from '../platform/app.ts'
import { countingFrom } from './live-standing.ts'
import type { SessionView } from './sessions.queries.ts'

export type SessionTokens = { access: string; refresh: string }

/** What the tokens of a session say. */
export type TokenFacts = Pick<
  SessionView,
  | 'id'
  | 'accountId'
  | 'generation'
  | 'amr'
  | 'acr'
  | 'authTime'
  | 'factorAt'
  | 'accessFrom'
  | 'email'
  | 'username'
  | 'emailVerifiedAt'
  | 'roles'
> & { expiresAt: Date }

/**
 * Signs a session's tokens as it stands.
 * @returns the access token for other services, and the refresh token that only this service can read
 */
export async function signSessionTokens(app: App, session: TokenFacts): Promise<SessionTokens> {
  return { access: await signAccess(app, session), refresh: signRefresh(app, session) }
}

/** Signs an access token of the session as it stands: claims of RFC 9068; `sid` is what a revocation names. */
export async function signAccess(app: App, session: TokenFacts): Promise<string> {
  const { current } = await keyRing(app)
  const { issuer, audience, accessMinutes } = app.config.tokens
  const now = seconds(app.now())
  // Another node's clock, a little ahead, may have said since when tokens count.
  const iat = Math.max(now, countingFrom(session.accessFrom, app.now()) ?? now)
  return signToken(current, 'at+jwt', {
    token_type: 'access',
    iss: issuer,
    aud: audience,
    sub: session.accountId,
    iat,
    // Other services see nothing of the session but this: it must not outlive it.
    exp: Math.min(now + accessMinutes * 60, seconds(session.expiresAt)),
    jti: randomUUID(),
    ...claimsOf(session),
  })
}

/** What an access token says of its session and person. */
export function claimsOf(session: Omit<TokenFacts, 'expiresAt' | 'accessFrom'>) {
  return {
    sid: session.id,
    email: session.email,
    email_verified: session.emailVerifiedAt !== null,
    username: session.username,
    roles: session.roles,
    amr: session.amr,
    acr: session.acr,
    // For a session of two factors the time of the second: a password alone, given later, makes it no fresher.
    auth_time: seconds(session.acr === 'aal2' ? (session.factorAt ?? session.authTime) : session.authTime),
  }
}

function signRefresh(app: App, session: TokenFacts): string {
  const { issuer, audience } = app.config.tokens
  const [key] = refreshKeys(app)
  if (!key) throw new TypeError('there is always a current refresh key')
  return signRefreshToken(key.secretKey, key.kid, {
    token_type: 'refresh',
    iss: issuer,
    aud: audience,
    sub: session.accountId,
    iat: seconds(app.now()),
    exp: seconds(session.expiresAt),
    jti: randomUUID(),
    sid: session.id,
    gen: session.generation,
  })
}

/** The keys of refresh tokens, current first; older ones still verify after `SECRET_KEY` has changed. */
export function refreshKeys(app: App): readonly RefreshKey[] {
  return app.hold(makeRefreshKeys)
}

function makeRefreshKeys(app: App): readonly RefreshKey[] {
  return app.sealer.keysFor('refresh-token').map((key) => importRefreshKey(key))
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
