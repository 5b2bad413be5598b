import type { Account } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { openEnrolment } from '../sessions/open-session.ts'
import { type Basis, requireStanding } from './require-standing.ts'

type First = { amr: readonly string[]; basis: Basis }

/**
 * Sends whoever must have a second factor and has none to its enrolment: their token opens that and nothing else, here
 * or at any service that trusts us.
 * @returns the refusal to answer with: `mfa_enrolment_required`, carrying the token and the kinds to choose from
 * @throws Problem `bad_credentials` when the account was switched off or its password replaced meanwhile
 */
export async function askEnrolment(
  app: App,
  caller: Caller,
  { id: accountId }: Account,
  { amr, basis }: First,
): Promise<Problem> {
  const methods = app.config.factors.offered
  const token = await app.transaction(async (tx) => {
    await requireStanding(app, tx, accountId, basis)
    const facts = { methods: [...methods] }
    await recordEvent(app, tx, caller, { name: 'sign_in.enrolment_asked', accountId, facts })
    return openEnrolment(app, tx, caller, { accountId, amr })
  })
  return new Problem('mfa_enrolment_required', { extra: { enrolment_token: token, methods } })
}
