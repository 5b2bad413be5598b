import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { deleteAttempts, refundAttempt, spendAttempts } from './attempts.queries.ts'
import { takeTurns } from './take-turns.ts'

/** Wrong answers that one factor of one account stands before it rests, whoever guesses and through whatever ticket. */
export const mostGuesses = 5
/** NIST SP 800-63B-4 section 3.2.2: after 100 failures in a row the factor must be bound anew. */
const mostInARow = 100
const inARowDays = 365

/**
 * Runs a check of a second factor at the price of one guess. It is counted for the account before the check, apart from
 * passwords; a new challenge, ticket or code resets nothing, only a right answer does.
 * @param kind the factor, whose count is its own
 * @param check looks at the answer; what it throws (no room for a hash, the database away) is nobody's failure
 * @throws Problem `rate_limited` when the guesses are used up
 */
export function attemptFactor(
  app: App,
  tried: { accountId: string; kind: string },
  check: () => Promise<boolean>,
): Promise<boolean> {
  const key = `factor:${tried.accountId}:${tried.kind}`
  return takeTurns(app, key, async () => {
    const now = app.now()
    const after = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)
    const counters = [
      { key, most: mostGuesses, windowEndsAt: after(app.config.limits.lockMinutes) },
      { key: `${key}:total`, most: mostInARow, windowEndsAt: after(inARowDays * 1440) },
    ]
    const states = await spendAttempts(app.db, counters, now)
    for (const { key: name, most } of counters) {
      const state = states.find((candidate) => candidate.key === name)
      if (!state || state.spent <= most) continue
      const seconds = Math.min(
        (state.windowEndsAt.getTime() - now.getTime()) / 1000,
        app.config.limits.lockMinutes * 60,
      )
      throw new Problem('rate_limited', { retryAfter: seconds, note: `guesses at ${tried.kind} used up` })
    }
    const keys = counters.map((counter) => counter.key)
    const right = await check().catch(async (error: unknown) => {
      for (const name of keys) await refundAttempt(app.db, name)
      throw error
    })
    if (right) await deleteAttempts(app.db, keys)
    return right
  })
}
