import type { CryptoKey, JWTPayload } from 'jose'

/** Tokens whose signatures were verified a moment ago, by their whole text: the signature is what costs. */
export type VerifiedTokens = {
  readonly get: (token: string, key: CryptoKey) => JWTPayload | undefined
  readonly put: (token: string, key: CryptoKey, payload: JWTPayload) => void
}

/**
 * @param most tokens; then those that came first go
 * @returns remembers a token together with the key that verified it: when keys are fetched anew, each counts afresh
 */
export function rememberTokens(most: number): VerifiedTokens {
  const known = new Map<string, { readonly key: CryptoKey; readonly payload: JWTPayload }>()
  return {
    get(token, key) {
      const found = known.get(token)
      return found?.key === key ? found.payload : undefined
    },
    put(token, key, payload) {
      const [first] = known.size < most ? [] : known.keys()
      if (first !== undefined) known.delete(first)
      known.set(token, { key, payload })
    },
  }
}
