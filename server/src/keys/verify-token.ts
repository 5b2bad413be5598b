import { type CompactJws, readCompactJws } from './compact-jws.ts'
import type { RefreshKey, VerificationKey } from './import-key.ts'
import { isSigned, type NamedKey } from './is-signed.ts'

/** What a verified token says; every member was checked to be of this type. */
export type Claims = Readonly<Record<string, unknown>> & {
  readonly iss: string
  readonly aud: string | readonly string[]
  readonly sub: string
  readonly jti: string
  readonly token_type: string
  /** Seconds of the epoch. */
  readonly exp: number
  readonly iat?: number
}

/**
 * Why a token is refused. Clients of the old service know a sentence for each: `invalid` "Token is invalid or expired",
 * `wrong_type` "Token has wrong type", `no_expiry` "Token has no 'exp' claim", `no_id` "Token has no id",
 * `no_type` "Token has no type", `no_subject` "Token contained no recognizable user identification".
 */
export type Refusal = 'invalid' | 'wrong_type' | 'no_expiry' | 'no_id' | 'no_type' | 'no_subject'

/** Ours, and those of the Django service, which have no kind in their header. */
export type TokenKind = 'at+jwt' | 'rt+jwt' | 'former access' | 'former refresh'

export type Expected = {
  readonly typ: TokenKind
  readonly issuer: string
  readonly audience: string
  readonly now: Date
}

/** Each kind of token has its own algorithms and its own `token_type`; no token can be of two kinds. */
const kinds = {
  'at+jwt': { typ: 'at+jwt', algs: ['ES256', 'RS256'], tokenType: 'access' },
  'rt+jwt': { typ: 'rt+jwt', algs: ['HS256'], tokenType: 'refresh' },
  'former access': { typ: 'JWT', algs: ['RS256'], tokenType: 'access' },
  'former refresh': { typ: 'JWT', algs: ['RS256'], tokenType: 'refresh' },
} as const

/** Seconds that another node's clock may be ahead. */
export const clockLeeway = 5

/**
 * Verifies a token against our asymmetric keys.
 * @param keys all that may verify; `isSigned` says how one is chosen
 * @returns the claims, or the refusal; throws only for a key that is unfit for its algorithm
 */
export function verifyWith(
  keys: readonly VerificationKey[],
  token: string,
  expected: Expected,
): Promise<Claims | Refusal> {
  const known = keys.map(({ kid, alg, publicKey }) => ({ kid, alg, material: publicKey }))
  return verify(known, token, expected)
}

/** Verifies a refresh token: as `verifyWith`, but with our secret keys, HS256 only. */
export function verifyRefreshToken(
  keys: readonly RefreshKey[],
  token: string,
  expected: Omit<Expected, 'typ'>,
): Promise<Claims | Refusal> {
  const known = keys.map(({ kid, secretKey }) => ({ kid, alg: 'HS256', material: secretKey }))
  return verify(known, token, { ...expected, typ: 'rt+jwt' })
}

async function verify(keys: readonly NamedKey[], token: string, expected: Expected): Promise<Claims | Refusal> {
  const jws = readCompactJws(token)
  if (jws === undefined) return 'invalid'
  // Told before the signature is verified, since the other kind's key is not at hand. It is safe: both words refuse,
  // neither changes anything, and the sender learns only what they wrote into the header themselves.
  if (isOfOtherKind(jws, expected.typ)) return 'wrong_type'
  if (!(await isSigned(keys, jws.header, token))) return 'invalid'
  return checkClaims(jws, expected)
}

function isOfOtherKind({ header }: CompactJws, typ: TokenKind): boolean {
  if (typ !== 'at+jwt' && typ !== 'rt+jwt') return false
  const other = typ === 'at+jwt' ? 'rt+jwt' : 'at+jwt'
  return header.typ === other && kinds[other].algs.some((alg) => alg === header.alg)
}

/** In the order of the old service, so that a token with several faults is refused with the same sentence. */
function checkClaims({ header, payload }: CompactJws, expected: Expected): Claims | Refusal {
  const { exp, iat, nbf, jti, sub, token_type: tokenType } = payload
  const now = expected.now.getTime() / 1000
  const notYet = (time: unknown) => time !== undefined && !(isTime(time) && time <= now + clockLeeway)
  if (exp !== undefined && !(isTime(exp) && now < exp)) return 'invalid'
  // A refresh token is ours alone, and whether it may be used its session says. One from "tomorrow" only tells that the
  // clock has been set back since, for which nobody is to be signed out.
  if (expected.typ !== 'rt+jwt' && (notYet(iat) || notYet(nbf))) return 'invalid'
  if (payload.iss !== expected.issuer || !isFor(expected.audience, payload.aud)) return 'invalid'
  if (exp === undefined) return 'no_expiry'
  if (!isText(jti)) return 'no_id'
  if (!isText(tokenType)) return 'no_type'
  if (tokenType !== kinds[expected.typ].tokenType) return 'wrong_type'
  if (!isText(sub)) return 'no_subject'
  // Last, because the old service's tokens have no kind in the header, and their faults had sentences of their own.
  if (header.typ !== kinds[expected.typ].typ) return 'wrong_type'
  return payload as Claims
}

/** JSON can spell a number that reads as infinite; such a token would never expire. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isFor(audience: string, aud: unknown): boolean {
  const named: unknown[] = Array.isArray(aud) ? aud : [aud]
  return named.every((name) => typeof name === 'string') && named.includes(audience)
}
