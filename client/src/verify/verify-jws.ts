import { errors, type JWTPayload, jwtVerify } from 'jose'
import { readHeader } from './compact-jws.ts'
import type { KeySet } from './key-set.ts'
import { clockLeeway, type Means } from './means.ts'
import type { VerifiedTokens } from './verified-tokens.ts'

export type Expected = {
  /** The kind of token, always explicit (RFC 8725 section 3.11). */
  readonly typ: string
  /** Claims that must be there. */
  readonly required: readonly string[]
  readonly longest?: number
  /** Where verified ones are remembered. */
  readonly memory?: VerifiedTokens
}

/**
 * Verifies a token of the service: one spelling, its kind, a published key with one of our algorithms, issuer, audience,
 * times.
 * @returns what it says; undefined for a token that is not good
 * @throws RefusedError `unavailable` when the keys cannot be had
 */
export async function verifyJws(
  means: Means,
  keys: KeySet,
  token: string,
  { typ, required, longest, memory }: Expected,
): Promise<JWTPayload | undefined> {
  const { issuer, audience, algorithms, now } = means
  const header = readHeader(token, longest)
  if (header === undefined || header.typ !== typ || !algorithms.includes(header.alg)) return undefined
  const key = await keys.find(header)
  if (key === undefined) return undefined
  const at = now() / 1000
  const known = memory?.get(token, key)
  if (known) return isInTime(known, at) ? known : undefined
  try {
    const { payload } = await jwtVerify(token, key, {
      ...{ typ, issuer, audience, algorithms: [header.alg], requiredClaims: ['exp', 'iat', ...required] },
      // `nbf` may be a little ahead; `exp` has no leeway, as at the service.
      ...{ clockTolerance: clockLeeway, currentDate: new Date(now()) },
    })
    if (!isInTime(payload, at)) return undefined
    memory?.put(token, key, payload)
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

/** JSON can spell a number that reads as infinite; such a token would never expire. */
function isInTime({ exp, iat }: JWTPayload, at: number): boolean {
  return Number.isFinite(exp) && at < Number(exp) && Number.isFinite(iat) && Number(iat) <= at + clockLeeway
}
