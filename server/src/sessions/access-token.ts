import { isUuid } from '../base/uuid.ts'
import { keyRing } from '../keys/key-ring.ts'
import { makeVerifiedTokens, type VerifiedTokens } from '../keys/verified-tokens.ts'
import { type Refusal, verifyWith } from '../keys/verify-token.ts'
import type { App } from '../platform/app.ts'
import { sessionOfFormerAccess } from './carry-over.ts'
import { isFormer } from './former-tokens.ts'

/** Whom an access token names, and when it was issued, in seconds since 1970. */
export type AccessClaims = { accountId: string; sessionId: string; issuedAt: number }

/** Tokens remembered as verified; the session behind each is still looked up at every request. */
const rememberedTokens = 20_000
/** A remembered token is verified again after this time, so that a withdrawn key stops counting. */
const rememberMs = 60_000

/**
 * Verifies an access token of ours: signature, kind, issuer, audience, times. Says nothing about its session.
 * @returns whom it names, or why it is refused
 */
export async function readAccessToken(app: App, token: string): Promise<AccessClaims | Refusal> {
  const remembered = app.hold(makeMemory)
  const now = app.now()
  const known = remembered.get(token, now.getTime())
  if (known) return known
  // Asked anew each time: these live for a quarter of an hour after the move, and are no more then.
  if (isFormer(app, token)) return sessionOfFormerAccess(app, token)
  const { issuer, audience } = app.config.tokens
  const { all } = await keyRing(app)
  const claims = await verifyWith(all, token, { typ: 'at+jwt', issuer, audience, now })
  if (typeof claims === 'string') return claims
  const { sub, sid, exp, iat = 0 } = claims
  if (typeof sid !== 'string' || !isUuid(sid) || !isUuid(sub)) return 'invalid'
  const verified = { accountId: sub, sessionId: sid, issuedAt: iat }
  remembered.put(token, verified, Math.min(exp * 1000, now.getTime() + rememberMs))
  return verified
}

function makeMemory(): VerifiedTokens<AccessClaims> {
  return makeVerifiedTokens(rememberedTokens)
}
