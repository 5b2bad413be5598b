import { RefusedError } from './refused-error.ts'

/** How long one of the two things that a verifier hears from the service has been missing. */
export type Outage = {
  /** @param at when it was heard last, in milliseconds: what is noticed late began no later */
  readonly begin: (at: number) => void
  readonly end: () => void
  /**
   * Lets pass while what was heard last may still be used.
   * @param since an outage that has not been noted
   * @throws RefusedError `unavailable`
   */
  readonly mustBeShort: (since?: number) => void
  readonly lasts: () => boolean
}

/**
 * @param now milliseconds
 * @param offlineFor seconds for which what is known may be used while nothing new comes
 */
export function watchOutage(now: () => number, offlineFor: number): Outage {
  let since: number | undefined
  return {
    begin(at) {
      since ??= at
    },
    end() {
      since = undefined
    },
    mustBeShort(unnoted) {
      const first = Math.min(since ?? Number.POSITIVE_INFINITY, unnoted ?? Number.POSITIVE_INFINITY)
      if (now() - first > offlineFor * 1000) throw new RefusedError('unavailable')
    },
    lasts: () => since !== undefined,
  }
}
