import type { JWTPayload } from 'jose'

export type EndedSessions = {
  /** Takes a signed list in; what it knew already stays. @throws Error for a list that is none */
  readonly add: (list: JWTPayload) => void
  readonly has: (sid: string) => boolean
}

const tidyEveryMs = 60_000

/** The sessions that have ended, each as long as a token of it could still be good. @param now milliseconds */
export function keepEnded(now: () => number): EndedSessions {
  const until = new Map<string, number>()
  let tidiedAt = now()
  const tidy = (): void => {
    if (now() - tidiedAt < tidyEveryMs) return
    tidiedAt = now()
    for (const [sid, time] of until) if (time < tidiedAt) until.delete(sid)
  }
  return {
    add({ revoked, iat, exp }) {
      if (!Array.isArray(revoked) || !revoked.every(isEntry)) throw new Error('a list of ended sessions is none')
      // A list is good for as long as an access token; a minute more covers clocks that differ.
      const lifetime = Number(exp) - Number(iat) + 60
      for (const { sid, at } of revoked) until.set(sid, (at + lifetime) * 1000)
      tidy()
    },
    has: (sid) => until.has(sid),
  }
}

type Entry = { readonly sid: string; readonly at: number }

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  return typeof Reflect.get(value, 'sid') === 'string' && Number.isFinite(Reflect.get(value, 'at'))
}
