import type { Caller, Person } from '../base/caller.ts'
import { fieldProblem, Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { type Attempt, forgivePasswordAttempt, spendPasswordAttempt } from '../protection/lockout.ts'
import { takeTurns } from '../protection/take-turns.ts'
import { checkPassword } from './check-password.ts'

/**
 * A signed-in person proves once more that they know the password. Guesses are counted for the session, so that a
 * stolen access token cannot be used to find the password, and its owner's sign-ins are not locked by it.
 * @returns false for a wrong password
 * @throws Problem `account_locked` after too many wrong ones
 */
export function provePassword(app: App, caller: Caller, person: Person, password: string): Promise<boolean> {
  const attempt: Attempt = {
    subject: person.accountId,
    deviceId: `session:${person.sessionId}`,
    network: caller.network,
  }
  return takeTurns(app, `password:${person.accountId}`, async () => {
    const spending = await spendPasswordAttempt(app, attempt)
    if (!spending.allowed) {
      const retryAfter = (spending.until.getTime() - app.now().getTime()) / 1000
      throw new Problem(spending.by === 'network' ? 'rate_limited' : 'account_locked', { retryAfter })
    }
    const right = await checkPassword(app, person.accountId, password)
    if (right) await forgivePasswordAttempt(app.db, attempt)
    return right
  })
}

/** As `provePassword`, refusing a wrong one as a fault of its field. */
export async function requirePassword(
  app: App,
  caller: Caller,
  person: Person,
  given: { field: string; password: string; sentence: string },
): Promise<void> {
  const right = await provePassword(app, caller, person, given.password)
  if (!right) throw fieldProblem({ [given.field]: [given.sentence] })
}
