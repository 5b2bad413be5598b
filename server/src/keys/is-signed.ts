import type { KeyObject } from 'node:crypto'
import { compactVerify, errors } from 'jose'
import { isSignedByHs256 } from './hs256.ts'

/** A key that verifies with one algorithm; a secret one with HS256. */
export type NamedKey = { readonly kid: string; readonly alg: string; readonly material: KeyObject | Uint8Array }

/**
 * Whether one of our keys made the signature of a token.
 * @param keys all that may verify; the header's `kid` chooses among these only, and the key, not the header, fixes the
 *   algorithm (RFC 8725 sections 3.1, 3.10). Without a `kid`, the one key of the header's `alg` is tried, if there is one.
 * @param header the token's own, from `readProtected`
 * @throws only for a key that is unfit for its algorithm
 */
export async function isSigned(
  keys: readonly NamedKey[],
  header: Record<string, unknown>,
  token: string,
): Promise<boolean> {
  const key = chooseKey(keys, header)
  return key !== undefined && isSignedBy(key, token)
}

function chooseKey(keys: readonly NamedKey[], header: Record<string, unknown>): NamedKey | undefined {
  const fitting = keys.filter(({ alg }) => alg === header.alg)
  if (Object.hasOwn(header, 'kid')) return fitting.find(({ kid }) => kid === header.kid)
  return fitting.length === 1 ? fitting[0] : undefined
}

async function isSignedBy({ alg, material }: NamedKey, token: string): Promise<boolean> {
  if (material instanceof Uint8Array) return isSignedByHs256(material, token)
  try {
    await compactVerify(token, material, { algorithms: [alg] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}
