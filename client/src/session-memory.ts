import type { SharedStorage } from './turns.ts'

/** Who uses this browser, as far as the page knows. */
export type Standing = 'unknown' | 'signed_in' | 'signed_out'

export type SessionMemory = {
  readonly access: () => string | undefined
  readonly standing: () => Standing
  /** Whether a page before this one was signed in. */
  readonly wasSignedIn: () => boolean
  /** From now on it is this token, or none. */
  readonly become: (next: string | undefined) => void
  /** @returns what takes the listener away again */
  readonly subscribe: (listener: () => void) => () => void
}

const hint = 'kalosphere-auth-session'

/**
 * What one tab knows of the session: the access token is here and nowhere else.
 * @param storage keeps for the next page whether there is a session at all; without one, that is asked of the service
 */
export function openMemory(storage: SharedStorage | null): SessionMemory {
  const listeners = new Set<() => void>()
  let access: string | undefined
  let standing: Standing = 'unknown'
  return {
    access: () => access,
    standing: () => standing,
    wasSignedIn: () => storage === null || storage.getItem(hint) !== null,
    become(next) {
      access = next
      standing = next === undefined ? 'signed_out' : 'signed_in'
      if (next === undefined) storage?.removeItem(hint)
      else storage?.setItem(hint, '1')
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
