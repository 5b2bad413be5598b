import type { Account } from '../accounts/accounts.queries.ts'
import type { Caller } from '../base/caller.ts'
import { fieldProblem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { findFactor } from './factors.queries.ts'
import { listMethods } from './methods.ts'
import { mailCode, textCode } from './send-code.ts'

/**
 * Sends a code of a factor that the account has, for a sign-in that waits or a step-up.
 * @throws Problem `invalid_input` for a method that the account does not have; `rate_limited`
 */
export async function sendFactorCode(app: App, caller: Caller, account: Account, method: string): Promise<void> {
  const isUsable = (await listMethods(app, account.id)).some((usable) => usable === method)
  const isSent = method === 'email' || method === 'sms'
  const factor = isUsable && isSent ? await findFactor(app.db, account.id, method) : undefined
  if (!factor?.confirmedAt) throw fieldProblem({ method: [`"${method}" is not a valid choice.`] })
  if (factor.kind === 'email') return mailCode(app, caller, account, 'second_factor_email')
  return textCode(app, caller, account, { number: factor.target, purpose: 'second_factor_sms' })
}
