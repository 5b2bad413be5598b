import type { Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { Budget, Spent } from '../platform/budgets.ts'
import { insertSocketTicket, takeSocketTicket } from './socket-tickets.queries.ts'

/** From one answer to the next request of the same page. */
export const ticketSeconds = 30
/** A page that comes back after every lost connection needs a few a minute. */
const tickets: Budget = { name: 'notice-tickets', points: 30, seconds: 60 }

export type Holder = { accountId: string; sessionId: string }

/** Spends one of the tickets that an account may ask for; undefined where limits are off. */
export async function spendTicket(app: App, { accountId }: Person): Promise<Spent | undefined> {
  return app.config.limits.enabled ? app.budgets.spend(tickets, accountId) : undefined
}

/**
 * Gives out what opens one socket for notices: for a short time, once, on any node, and for this session alone.
 * @param byPage whether a page asks: its browser must then name its origin at the handshake
 * @returns the secret; only its digest is kept
 */
export async function issueTicket(app: App, { accountId, sessionId }: Person, byPage: boolean): Promise<string> {
  const token = randomToken()
  await insertSocketTicket(app.db, {
    token_digest: tokenDigest(token),
    account_id: accountId,
    session_id: sessionId,
    by_page: byPage,
    expires_at: new Date(app.now().getTime() + ticketSeconds * 1000),
  })
  return token
}

/**
 * Uses a ticket up.
 * @param origin what the handshake named, already found on the list; undefined when it named none
 * @throws Problem `token_not_valid` for one that is used, ended or not ours; `cross_origin` without an origin where a page
 *   had asked
 */
export async function useTicket(app: App, token: string, origin: string | undefined): Promise<Holder> {
  const ticket = await takeSocketTicket(app.db, tokenDigest(token), app.now())
  if (!ticket) throw new Problem('token_not_valid', { detail: 'The ticket is used, ended or unknown.' })
  if (ticket.byPage && origin === undefined) throw new Problem('cross_origin')
  return ticket
}
