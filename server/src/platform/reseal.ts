import type { Purpose, Sealer } from './sealer.ts'

/** What sealing anew has come to. */
export type Resealed = {
  readonly resealed: number
  /** Values whose key is neither the current nor an older configured one: nobody can read them. */
  readonly unreadable: number
}

type Stored = { readonly purpose: Purpose; readonly context: string; readonly sealed: Uint8Array }

/**
 * Seals a value under the current key.
 * @returns the new bytes; `current` when they are under it already, `unreadable` when no configured key opens them
 */
export function resealValue(sealer: Sealer, { purpose, context, sealed }: Stored): Buffer | 'current' | 'unreadable' {
  if (!sealer.needsReseal(sealed)) return 'current'
  try {
    return sealer.seal(purpose, sealer.open(purpose, sealed, context), context)
  } catch {
    return 'unreadable'
  }
}
