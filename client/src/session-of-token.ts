import { claimsOfToken } from './token-claims.ts'

/**
 * Which session an access token belongs to, as it says itself: enough to see that it is another, never a proof.
 * @returns undefined for no token, or one that is none of ours
 */
export function sessionOfToken(access: string | undefined): string | undefined {
  const { sid } = claimsOfToken(access)
  return typeof sid === 'string' ? sid : undefined
}
