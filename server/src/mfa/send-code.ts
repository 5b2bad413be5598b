import type { Account } from '../accounts/accounts.queries.ts'
import type { Caller } from '../base/caller.ts'
import { parsePhoneNumber } from '../base/phone-number.ts'
import { fieldProblem, Problem } from '../base/problem.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import { enqueue } from '../outbox/enqueue.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { isJustSent, issueProof, type ProofPurpose } from '../proofs/proof.ts'

type CodePurpose = Extract<
  ProofPurpose,
  'confirm_email_factor' | 'second_factor_email' | 'recover_factors' | 'confirm_sms_factor' | 'second_factor_sms'
>

/** A code that was sent this short a time ago is not sent again: the first is still on its way, and still good. */
const resendSeconds = 60

/** What one account may have sent, whatever for. */
const accountBudgets: readonly Budget[] = [
  { name: 'factor-code', points: 10, seconds: 600 },
  { name: 'factor-code-day', points: 30, seconds: 86_400 },
]
const textsOfAccount: Budget = { name: 'text-account-day', points: 10, seconds: 86_400 }
const textsOfNumber: Budget = { name: 'text-number-day', points: 10, seconds: 86_400 }
const textsOfNetwork: Budget = { name: 'text-network-day', points: 50, seconds: 86_400 }
/** Toll fraud shows as many numbers of one country; a whole country's share is bounded too. */
const textsOfCountry: Budget = { name: 'text-country-day', points: 2000, seconds: 86_400 }

/**
 * Mails a code to the account's own address; an earlier one for the same purpose stops working.
 * @throws Problem `rate_limited` when the account was sent too many
 */
export async function mailCode(app: App, caller: Caller, account: Account, purpose: CodePurpose): Promise<void> {
  await spendAll(app, accountBudgets, account.id)
  const { codeMinutes: minutes, codeDigits: digits } = app.config.factors
  await app.transaction(async (tx) => {
    const { code } = await issueProof(app, tx, {
      accountId: account.id,
      purpose,
      target: account.email,
      minutes,
      digits,
    })
    const facts = { code, validFor: minutes }
    const kind = purpose === 'recover_factors' ? 'factor_recovery_code' : 'mfa_code'
    await orderMail(app, tx, account, { kind, facts, from: originOf(caller) })
  })
}

/**
 * Texts a code to a number; an earlier one for the same purpose stops working.
 * @param number E.164
 * @throws Problem `rate_limited` when account, number, network or country were sent too many; `invalid_input` for a
 *   country that texts are not sent to
 */
export async function textCode(
  app: App,
  caller: Caller,
  account: Account,
  to: { number: string; purpose: CodePurpose },
): Promise<void> {
  const { number, purpose } = to
  const parsed = parsePhoneNumber(number)
  if (typeof parsed === 'string') throw new TypeError('the number was not checked')
  const { textCountries, codeMinutes: minutes, codeDigits: digits } = app.config.factors
  if (textCountries && !textCountries.includes(parsed.country)) {
    throw fieldProblem({ phone_number: ['Text messages are not sent to this country.'] })
  }
  const proof = { accountId: account.id, purpose, target: number, minutes, digits }
  if (await isJustSent(app, proof, resendSeconds)) return
  await spendAll(app, [...accountBudgets, textsOfAccount], account.id)
  await spendAll(app, [textsOfNumber], number)
  await spendAll(app, [textsOfNetwork], caller.network)
  await spendAll(app, [textsOfCountry], parsed.country)
  await app.transaction(async (tx) => {
    const { code } = await issueProof(app, tx, proof)
    const { locale } = account
    await enqueue(app, tx, { topic: 'text', payload: { to: number, kind: 'mfa_code', code, minutes, locale } })
  })
}

/** These hold whatever `RATELIMIT_ENABLE` says: each message costs somebody money or patience. */
async function spendAll(app: App, budgets: readonly Budget[], key: string): Promise<void> {
  for (const budget of budgets) {
    const spent = await app.budgets.spend(budget, key)
    if (!spent.allowed) throw new Problem('rate_limited', { retryAfter: spent.resetSeconds, note: budget.name })
  }
}
