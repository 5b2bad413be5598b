import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import {
  type Attempt,
  forgivePasswordAttempt,
  refundPasswordAttempt,
  type Spending,
  spendPasswordAttempt,
} from './lockout.ts'
import { takeTurns } from './take-turns.ts'

/** `locksNow` on the wrong password that used up the last try, which locks until `until`. */
export type Tried =
  | { readonly right: true }
  | { readonly right: false; readonly locksNow: boolean; readonly until: Date }

/**
 * Makes one attempt at a password: counted first and checked then, so that guesses sent at the same moment cannot share a
 * try. Attempts of one device, and of all unknown clients together, take turns: a stranger's flood makes nobody wait who
 * is known.
 * @param check looks at the password; what it throws (no room for a hash, the database away) is nobody's failure
 * @throws Problem `account_locked`, `rate_limited`
 */
export function attemptPassword(app: App, attempt: Attempt, check: () => Promise<boolean>): Promise<Tried> {
  return takeTurns(app, `password:${attempt.subject}:${attempt.deviceId}`, async () => {
    const spending = await spendPasswordAttempt(app, attempt)
    if (!spending.allowed) throw locked(app, spending)
    const right = await check().catch(async (error: unknown) => {
      await refundPasswordAttempt(app.db, attempt)
      throw error
    })
    if (!right) return { right, locksNow: spending.locksNow, until: spending.until }
    await forgivePasswordAttempt(app.db, attempt)
    return { right }
  })
}

function locked(app: App, spending: Extract<Spending, { allowed: false }>): Problem {
  const seconds = (spending.until.getTime() - app.now().getTime()) / 1000
  const retryAfter = Math.min(seconds, app.config.limits.lockMinutes * 60)
  return new Problem(spending.by === 'network' ? 'rate_limited' : 'account_locked', { retryAfter })
}
