import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { deleteAttempts, spendAttempts } from './attempts.queries.ts'

/**
 * Wrong codes in a day, over all the codes that were mailed: a newer code has tries of its own, but not more of these.
 * At 20 of a million a day, a stranger needs 68 years for an even chance at one account.
 */
export const mostGuesses = 20
const hours = 24

/**
 * Counts a guess at a mailed code before it is compared, durably and whatever becomes of the request.
 * @param subject what is guessed at: a purpose and an account
 * @returns false when too many were wrong; the link beside the code goes on working
 */
export async function spendCodeAttempt(app: App, tx: Tx, subject: string): Promise<boolean> {
  const now = app.now()
  const windowEndsAt = new Date(now.getTime() + hours * 3_600_000)
  const [state] = await spendAttempts(tx, [{ key: keyOf(subject), most: mostGuesses, windowEndsAt }], now)
  return state !== undefined && state.spent <= mostGuesses
}

/** After the right code the count begins again. */
export async function forgiveCodeAttempts(db: App['db'], subject: string): Promise<void> {
  await deleteAttempts(db, [keyOf(subject)])
}

function keyOf(subject: string): string {
  return `code:${subject}`
}
