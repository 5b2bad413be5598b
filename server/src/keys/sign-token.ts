import { SignJWT } from 'jose'
import { signHs256 } from './hs256.ts'
import type { SigningKey } from './import-key.ts'

/** Claims as they are signed; times are whole seconds of the epoch. */
export type NewClaims = Readonly<Record<string, unknown>> & { readonly exp: number }

/**
 * Signs with an asymmetric key, for tokens that others verify too.
 * @param typ the kind of token, such as `at+jwt`, always explicit (RFC 8725 section 3.11)
 * @returns a compact JWS whose header holds exactly `alg`, `typ` and `kid`
 */
export function signToken(key: SigningKey, typ: string, claims: NewClaims): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, typ, kid: key.kid }).sign(key.privateKey)
}

/**
 * Signs a refresh token, which this service alone reads.
 * @param secretKey 32 bytes or more
 * @param kid its name among our keys
 */
export function signRefreshToken(secretKey: Uint8Array, kid: string, claims: NewClaims): string {
  const parts = [{ alg: 'HS256', typ: 'rt+jwt', kid }, claims]
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${signHs256(secretKey, text)}`
}
