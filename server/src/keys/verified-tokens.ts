/** Tokens whose signature and claims were found good, so that the next request needs no signature check. */
export type VerifiedTokens<T> = {
  /** @returns what was kept for exactly this token text, unless it has expired at `nowMs` */
  readonly get: (token: string, nowMs: number) => T | undefined
  /** @param expiresMs when the entry ends, in milliseconds of the epoch: not later than the token itself */
  readonly put: (token: string, value: T, expiresMs: number) => void
  /** Forgets everything; call it when a key is withdrawn. */
  readonly clear: () => void
  readonly size: () => number
}

/**
 * Makes a bounded cache of verified tokens. The key is the whole text, signature included, so that no two tokens can
 * share an entry; one cache serves one policy (kind, issuer, audience) only. It says nothing of revocation: ask that anew.
 *
 * The oldest entry makes room. Tokens of one kind live equally long, so the oldest is also the next to expire, and a
 * hit stays one look into a Map without reordering it.
 * @param limit most entries, at least 1
 * @throws TypeError for another limit
 */
export function makeVerifiedTokens<T>(limit: number): VerifiedTokens<T> {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new TypeError('The limit must be a whole number >= 1')
  const entries = new Map<string, { readonly value: T; readonly expiresMs: number }>()

  return {
    get(token, nowMs) {
      const entry = entries.get(token)
      if (entry === undefined) return undefined
      if (nowMs < entry.expiresMs) return entry.value
      entries.delete(token)
      return undefined
    },
    put(token, value, expiresMs) {
      // Taken out first, so that a renewed entry counts as the youngest.
      entries.delete(token)
      if (entries.size >= limit) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest)
          break
        }
      }
      entries.set(token, { value, expiresMs })
    },
    clear: () => entries.clear(),
    size: () => entries.size,
  }
}
