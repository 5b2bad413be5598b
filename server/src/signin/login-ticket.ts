import { randomUUID } from 'node:crypto'
import { type Account, findAccount } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { FactorMethod } from '../mfa/methods.ts'
import type { App } from '../platform/app.ts'
import type { Basis } from './require-standing.ts'
import { findTicket, insertTicket } from './tickets.queries.ts'

/** Long enough to find the phone; NIST SP 800-63B-4 section 3.1.3 allows 10 minutes for a code. */
const ticketMinutes = 10

/** A first factor that was proved, waiting for the second. It is no session and opens nothing else. */
export type Ticket = { id: string; accountId: string; amr: string[]; basis: Basis; deviceName: string }

type Waiting = { amr: readonly string[]; basis: Basis; deviceName: string | undefined }

/**
 * Notes the first factor and says which second ones there are.
 * @returns the refusal to answer with: `mfa_required`, carrying the ticket
 */
export async function askSecondFactor(
  app: App,
  caller: Caller,
  account: Account,
  { waiting, methods }: { waiting: Waiting; methods: readonly FactorMethod[] },
): Promise<Problem> {
  const now = app.now()
  const token = randomToken()
  await app.transaction(async (tx) => {
    await insertTicket(tx, {
      id: randomUUID(),
      token_digest: tokenDigest(token),
      account_id: account.id,
      amr: [...waiting.amr],
      device_name: waiting.deviceName ?? '',
      created_at: now,
      expires_at: new Date(now.getTime() + ticketMinutes * 60_000),
      used_at: null,
      ...columnsOf(waiting.basis),
    })
    const facts = { methods: [...methods] }
    await recordEvent(app, tx, caller, { name: 'sign_in.second_factor_asked', accountId: account.id, facts })
  })
  return new Problem('mfa_required', { extra: { mfa_token: token, methods } })
}

/**
 * Who waits behind a ticket.
 * @throws Problem `token_not_valid` for a ticket that was used, has ended, or never was, and for an account that is off
 */
export async function openTicket(app: App, token: string): Promise<{ ticket: Ticket; account: Account }> {
  const row = await findTicket(app.db, tokenDigest(token), app.now())
  const [account] = row ? await findAccount(app.db, { id: row.accountId }) : []
  if (!row || !account?.isActive) throw ticketProblem()
  const { passwordDate, identityId, ...ticket } = row
  const basis = identityId === null ? { passwordDate: passwordDate ?? undefined } : { identityId }
  return { ticket: { ...ticket, basis }, account }
}

/** A door that rests on neither asks for no second factor. */
function columnsOf(basis: Basis): { password_date: Date | null; identity_id: string | null } {
  if (basis === 'neither') throw new TypeError('nothing waits for a second factor after this')
  if ('identityId' in basis) return { password_date: null, identity_id: basis.identityId }
  return { password_date: basis.passwordDate ?? null, identity_id: null }
}

export function ticketProblem(): Problem {
  return new Problem('token_not_valid', { detail: 'Token is invalid or expired', extra: { code: 'token_not_valid' } })
}
