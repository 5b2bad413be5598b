import type { Caller, Person } from '../base/caller.ts'
import { requirePassword } from '../passwords/prove-password.ts'
import type { App } from '../platform/app.ts'
import { raiseSession, renewAccess } from '../sessions/raise-session.ts'
import { accountOf } from './change-factors.ts'
import { askPasskey } from './check-passkey.ts'
import { type FactorAnswer, wrongAnswer } from './factor-answer.ts'
import { proveFactor } from './prove-factor.ts'
import { sendFactorCode } from './send-factor-code.ts'

export type Proof = { password: string } | FactorAnswer

/**
 * A signed-in person proves again that it is they, with the password or with the second factor.
 * @returns an access token with the new `auth_time`; sensitive calls of an account with a second factor ask for that one
 * @throws Problem `invalid_input`, `account_locked`, `rate_limited`
 */
export async function reauthenticate(app: App, caller: Caller, person: Person, proof: Proof): Promise<string> {
  if ('password' in proof) {
    const { password } = proof
    await requirePassword(app, caller, person, { field: 'password', password, sentence: 'Password is incorrect.' })
    await app.transaction((tx) => raiseSession(app, tx, person, { method: 'pwd', isFactor: false }))
  } else {
    const right = await proveFactor(app, caller, person, proof)
    if (!right) throw wrongAnswer(proof)
  }
  return renewAccess(app, person)
}

/**
 * Sends a code with which a signed-in person can prove the second factor.
 * @throws Problem `invalid_input` for a method the account does not have; `rate_limited`
 */
export async function sendReauthenticationCode(
  app: App,
  caller: Caller,
  person: Person,
  method: string,
): Promise<void> {
  await sendFactorCode(app, caller, await accountOf(app, person), method)
}

/**
 * What a browser needs for a signed-in person to prove a passkey again.
 * @throws Problem `invalid_input` when the account has none
 */
export async function askReauthentication(app: App, { accountId, sessionId }: Person) {
  return askPasskey(app, accountId, { purpose: 'reauthenticate', sessionId })
}
