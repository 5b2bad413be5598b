import { type CryptoKey, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import type { SigningKey } from './issuer-provider.ts'

/**
 * How an ID token is signed: by the issuer's key; by a key that is not its own, under the issuer's `kid`; with its
 * signature changed; not at all; or by HMAC with the client's secret.
 */
export type Signature = 'right' | 'foreign' | 'broken' | 'none' | 'hmac'

export type Forgery = {
  /** Changes the claims in place, before they are signed. */
  readonly change?: (claims: JWTPayload) => void
  readonly signature?: Signature
}

type Signer = { readonly key: SigningKey; readonly clientSecret: string }

/** Signs claims as they are: nothing is added, so that `exp` or `iat` can be missing. */
export async function signClaims(claims: JWTPayload, signature: Signature, signer: Signer): Promise<string> {
  if (signature === 'none') return new UnsecuredJWT(claims).encode()
  if (signature === 'hmac') return sign(claims, { alg: 'HS256' }, new TextEncoder().encode(signer.clientSecret))
  const { kid, privateKey } = signer.key
  const own = signature === 'foreign' ? (await generateKeyPair('RS256')).privateKey : privateKey
  const token = await sign(claims, { alg: 'RS256', kid }, own)
  return signature === 'broken' ? breakSignature(token) : token
}

function sign(claims: JWTPayload, header: { alg: string; kid?: string }, key: CryptoKey | Uint8Array): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', ...header }).sign(key)
}

/** Another first letter of the signature: still of the right form. */
function breakSignature(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}
