import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { trustDevice } from '../devices/devices.queries.ts'
import { checkFactor } from '../mfa/check-factor.ts'
import { askPasskey } from '../mfa/check-passkey.ts'
import { type FactorAnswer, wrongAnswer } from '../mfa/factor-answer.ts'
import { methodWord } from '../mfa/methods.ts'
import { sendFactorCode } from '../mfa/send-factor-code.ts'
import type { App } from '../platform/app.ts'
import { openSignedIn, type SignedIn } from './finish-login.ts'
import { openTicket, ticketProblem } from './login-ticket.ts'
import { useTicket } from './tickets.queries.ts'

export type SecondFactor = { mfa_token: string; answer: FactorAnswer; remember_device: boolean }

/**
 * Finishes a sign-in with the second factor. The ticket is used up with it; a wrong answer leaves the ticket and is counted
 * for the account, whatever ticket it came with.
 * @throws Problem `token_not_valid`, `invalid_input` for a wrong answer, `rate_limited` when the guesses are used up
 */
export async function loginWithFactor(app: App, caller: Caller, input: SecondFactor): Promise<SignedIn> {
  const { ticket, account } = await openTicket(app, input.mfa_token)
  const { answer } = input
  const { method } = answer
  const asking = { purpose: 'second_factor', ticketId: ticket.id } as const
  const right = await checkFactor(app, caller, { accountId: account.id, asking }, answer)
  if (!right) {
    const facts = { method }
    await recordEvent(app, app.db, caller, { name: 'sign_in.second_factor_failed', accountId: account.id, facts })
    throw wrongAnswer(answer)
  }
  return openSignedIn(app, caller, account, {
    proven: { amr: [...new Set([...ticket.amr, methodWord(method), 'mfa'])], acr: 'aal2' },
    basis: ticket.basis,
    deviceName: ticket.deviceName,
    async alongside(tx, deviceId) {
      const now = app.now()
      if (!(await useTicket(tx, ticket.id, now))) throw ticketProblem()
      if (!input.remember_device) return
      await trustDevice(tx, deviceId, new Date(now.getTime() + app.config.factors.trustedDays * 86_400_000))
    },
  })
}

/**
 * Sends a code for the sign-in that waits.
 * @throws Problem `token_not_valid`; `invalid_input` for a method the account does not have; `rate_limited`
 */
export async function sendLoginCode(
  app: App,
  caller: Caller,
  input: { mfa_token: string; method: string },
): Promise<void> {
  const { account } = await openTicket(app, input.mfa_token)
  await sendFactorCode(app, caller, account, input.method)
}

/**
 * What a browser needs to prove a passkey for the sign-in that waits.
 * @throws Problem `token_not_valid`; `invalid_input` when the account has no passkey
 */
export async function askLoginPasskey(app: App, token: string) {
  const { ticket, account } = await openTicket(app, token)
  return askPasskey(app, account.id, { purpose: 'second_factor', ticketId: ticket.id })
}
