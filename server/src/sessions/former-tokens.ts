import { isUuid } from '../base/uuid.ts'
import { readCompactJws } from '../keys/compact-jws.ts'
import { type Claims, type Refusal, verifyWith } from '../keys/verify-token.ts'
import type { App } from '../platform/app.ts'
import type { Db } from '../platform/db/db.ts'
import { type FormerLogin, findFormerLogin } from './former-login.queries.ts'

/** Seconds by which the clocks of the two services may differ. */
const leewaySeconds = 5

/** A token of the Django service: whose, and what of it counts. `issuedAt` and `expiresAt` as it says itself. */
export type FormerToken = { accountId: string; jti: string; issuedAt: Date; expiresAt: Date }

/** Whether a token is written as the Django service wrote them, and those are taken. Proves nothing. */
export function isFormer(app: App, token: string): boolean {
  if (app.config.tokens.formerKey === undefined) return false
  const header = readCompactJws(token)?.header
  return header?.typ === 'JWT' && header.alg === 'RS256'
}

/**
 * Verifies a token of the Django service: its key and RS256 only, kind, issuer, audience, times.
 * @returns why it is refused, in the words that service had for it
 */
export async function verifyFormer(
  app: App,
  token: string,
  typ: 'former access' | 'former refresh',
): Promise<FormerToken | Refusal> {
  const { formerKey, issuer, audience } = app.config.tokens
  if (formerKey === undefined) return 'invalid'
  const keys = [{ kid: 'former', alg: 'RS256', publicKey: formerKey }] as const
  const claims = await verifyWith(keys, token, { typ, issuer, audience, now: app.now() })
  if (typeof claims === 'string') return claims
  return readClaims(claims)
}

function readClaims(claims: Claims): FormerToken | Refusal {
  // Mails of that service held tokens that opened everything for an hour; they were meant to verify an address.
  if (Object.hasOwn(claims, 'type')) return 'wrong_type'
  const { sub, jti, iat, exp } = claims
  if (iat === undefined || !isUuid(sub) || jti.length > 255) return 'invalid'
  return { accountId: sub, jti, issuedAt: new Date(iat * 1000), expiresAt: new Date(exp * 1000) }
}

/**
 * Whether the account behind a former token is one that was brought from there, and nothing has ended its sessions
 * since. All former tokens end `REFRESH_TOKEN_LIFETIME_DAYS` after their account was brought, whatever they say of
 * themselves: whoever has got hold of the old key can do nothing with it from then on.
 */
export async function findStandingLogin(app: App, db: Db, token: FormerToken): Promise<FormerLogin | undefined> {
  const login = await findFormerLogin(db, token.accountId)
  if (!login?.isActive) return undefined
  const issued = token.issuedAt.getTime()
  const lastDay = login.importedAt.getTime() + app.config.tokens.refreshDays * 86_400_000
  const isOfThen = issued <= login.importedAt.getTime() + leewaySeconds * 1000
  // Whole seconds are all that a token tells of its own time.
  const isOfAccount = issued + (leewaySeconds + 1) * 1000 >= login.createdAt.getTime()
  return isOfThen && isOfAccount && app.now().getTime() < lastDay ? login : undefined
}
