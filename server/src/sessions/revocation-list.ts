import { tokenDigest } from '../base/random.ts'
import { keyRing } from '../keys/key-ring.ts'
import { signToken } from '../keys/sign-token.ts'
import type { App } from '../platform/app.ts'
import { listRevokedSince, type Revoked } from './revocations.queries.ts'

/** A signed list keeps this long in memory while it stays the same; its `iat` then is at most as old. */
const keptMs = 10_000

export type RevocationList = { jws: string; etag: string }
type Kept = { list: RevocationList | undefined; signedAt: number }

/**
 * The sessions that were ended within the lifetime of an access token, as a signed list: whoever verifies our tokens by
 * themselves refuses those whose `sid` is in it.
 * @returns the list as compact JWS, and a tag that changes with its entries
 */
export async function revocationList(app: App): Promise<RevocationList> {
  const now = app.now()
  const since = new Date(now.getTime() - app.config.tokens.accessMinutes * 60_000)
  const revoked = await listRevokedSince(app.db, since)
  const etag = `W/"${tokenDigest(revoked.map(({ id }) => id).join()).slice(0, 22)}"`
  const kept = app.hold(makeKept)
  if (kept.list?.etag === etag && Math.abs(now.getTime() - kept.signedAt) < keptMs) return kept.list
  const list = { jws: await signRevocations(app, revoked), etag }
  kept.list = list
  kept.signedAt = now.getTime()
  return list
}

/**
 * Signs ended sessions with the key of access tokens, as a kind of its own (`revocations+jwt`, RFC 8725 section 3.11).
 * @returns a compact JWS with `iss`, `aud`, `iat`, `exp` and `revoked: [{ sid, at }]`, times in seconds of the epoch
 */
export async function signRevocations(app: App, revoked: readonly Revoked[]): Promise<string> {
  const { current } = await keyRing(app)
  const { issuer, audience, accessMinutes } = app.config.tokens
  const iat = seconds(app.now())
  return signToken(current, 'revocations+jwt', {
    iss: issuer,
    aud: audience,
    iat,
    exp: iat + accessMinutes * 60,
    revoked: revoked.map(({ id, at }) => ({ sid: id, at: seconds(at) })),
  })
}

function makeKept(): Kept {
  return { list: undefined, signedAt: 0 }
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
