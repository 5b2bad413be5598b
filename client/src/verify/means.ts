/** What the parts of a verifier share. */
export type Means = {
  /** Of the service, without a slash at its end. */
  readonly origin: string
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly string[]
  /** Seconds. */
  readonly offlineFor: number
  readonly fetch: typeof fetch
  /** Milliseconds of the epoch. */
  readonly now: () => number
  /** Told of what could not be had from the service, for a log. */
  readonly onTrouble: (error: unknown) => void
}

/** Seconds that another machine's clock may be ahead. */
export const clockLeeway = 5
