import type { Caller, Person } from '../base/caller.ts'
import { fieldProblem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { attemptPassword } from '../protection/attempt-password.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { checkPassword } from './check-password.ts'
import { findPasswordDate } from './passwords.queries.ts'

/**
 * A signed-in person proves once more that they know the password. Guesses are counted for the session, so that a
 * stolen access token cannot be used to find the password, and its owner's sign-ins are not locked by it.
 * @returns false for a wrong password
 * @throws Problem `account_locked` after too many wrong ones, `rate_limited`
 */
export async function provePassword(app: App, caller: Caller, person: Person, password: string): Promise<boolean> {
  const { accountId, sessionId } = person
  const attempt = { subject: accountId, deviceId: `session:${sessionId}`, network: caller.network }
  const { right } = await attemptPassword(app, attempt, () =>
    checkPassword(app, { accountId, subject: accountId }, password),
  )
  return right
}

/**
 * As `provePassword`, for acts that an account without a password must be able to do as well: one that was made at another
 * service has none to show. There a fresh sign-in stands for it, and what was sent as the password is not looked at.
 * @throws Problem also `reauthentication_required`
 */
export async function provePasswordOrFresh(
  app: App,
  caller: Caller,
  person: Person,
  password: string,
): Promise<boolean> {
  const [present] = await findPasswordDate(app.db, { accountId: person.accountId })
  if (present !== undefined) return provePassword(app, caller, person, password)
  requireFresh(app, person)
  return true
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
