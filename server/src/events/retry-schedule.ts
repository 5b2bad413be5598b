/**
 * Seconds between one attempt and the next: the example of the Standard Webhooks specification ("Deliverability and
 * reliability"), in all a little more than three days.
 */
const pauses = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const

/** How often a delivery is tried before it is given up. */
export const mostAttempts = pauses.length + 1

/** Longer than any pause, in milliseconds: what waits for more was told to by a clock that has been set back since. */
export const beyondPausesMs = 2 * pauses[8] * 1000

/** So that what failed together does not come back together: up to a tenth longer. */
const jitter = 0.1

/**
 * How long a delivery waits after an attempt that failed.
 * @param attempts how many were made, this one included
 * @returns seconds; undefined when it is given up
 */
export function pauseAfter(attempts: number): number | undefined {
  const pause = pauses[attempts - 1]
  return pause === undefined ? undefined : pause * (1 + Math.random() * jitter)
}
