import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import { raiseSession } from '../sessions/raise-session.ts'
import { checkFactor } from './check-factor.ts'
import type { FactorAnswer } from './factor-answer.ts'
import { methodWord } from './methods.ts'

/**
 * A signed-in person proves their second factor, which lifts the session and makes it fresh.
 * @returns false for a wrong answer
 * @throws Problem `rate_limited` when the guesses of the account are used up
 */
export async function proveFactor(app: App, caller: Caller, person: Person, given: FactorAnswer): Promise<boolean> {
  const { accountId, sessionId } = person
  const right = await checkFactor(app, caller, { accountId, asking: { purpose: 'reauthenticate', sessionId } }, given)
  const facts = { method: given.method }
  if (!right) {
    await recordEvent(app, app.db, caller, { name: 'factor.failed', accountId, sessionId, facts })
    return false
  }
  await app.transaction(async (tx) => {
    await raiseSession(app, tx, person, { method: methodWord(given.method), isFactor: true })
    await recordEvent(app, tx, caller, { name: 'factor.proved', accountId, sessionId, facts })
  })
  return true
}
