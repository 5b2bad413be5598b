import { createHmac, timingSafeEqual } from 'node:crypto'

// By Node's own HMAC, which answers at once in 3 microseconds. Web Crypto, on which jose stands, would import the key
// anew for each token and send both steps through the thread pool, where password hashes are waiting.

/**
 * Signs with HS256 (RFC 7518 section 3.2).
 * @param secretKey 32 bytes or more
 * @param text the first two parts of a compact JWS with the point between them
 * @returns the third part
 */
export function signHs256(secretKey: Uint8Array, text: string): string {
  return createHmac('sha256', secretKey).update(text).digest('base64url')
}

/**
 * Whether the key made the signature of this token; the comparison takes as long for any wrong one.
 * @param token a compact JWS whose signature is canonical base64url
 */
export function isSignedByHs256(secretKey: Uint8Array, token: string): boolean {
  const point = token.lastIndexOf('.')
  const given = Buffer.from(token.slice(point + 1))
  const right = Buffer.from(signHs256(secretKey, token.slice(0, point)))
  return given.length === right.length && timingSafeEqual(given, right)
}
