import { createPublicKey, type KeyObject } from 'node:crypto'
import type { JSONWebKeySet, JWK } from 'jose'
import { faultOfRsa } from '../keys/weak-rsa.ts'

/** Members of a private or symmetric key (RFC 7518 sections 6.2.2, 6.3.2, 6.4.1): whoever reads the set could sign. */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const
const curves: readonly unknown[] = ['P-256', 'P-384', 'P-521', 'Ed25519']

/**
 * The keys of a published set that may vouch for somebody. The library that verifies would take some of the others, or
 * stumble over them (RFC 8725 sections 3.4, 3.5).
 * @returns the set without keys that are private or symmetric, weak RSA, on another curve than P-256, P-384, P-521 and
 *   Ed25519, on no point of their curve, or no keys at all
 */
export function fitKeys({ keys }: JSONWebKeySet): JSONWebKeySet {
  return { keys: keys.filter(isFit) }
}

function isFit(jwk: JWK): boolean {
  if (typeof jwk !== 'object' || jwk === null || secretMembers.some((name) => Object.hasOwn(jwk, name))) return false
  const { kty, crv } = jwk
  if (kty !== 'RSA' && !((kty === 'EC' || kty === 'OKP') && curves.includes(crv))) return false
  const key = read(jwk)
  return key !== undefined && (kty !== 'RSA' || faultOfRsa(key) === undefined)
}

/** Node itself refuses a point that is not on its curve. */
function read(jwk: JWK): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' })
  } catch {
    // Not a key: an answer here, not a fault.
    return undefined
  }
}
