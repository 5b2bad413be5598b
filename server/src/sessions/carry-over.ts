import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { Refusal } from '../keys/verify-token.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { endFormerAccessWith } from './end-former-access.ts'
import { mustEnrol } from './factor-policy.ts'
import {
  endFormerAccess,
  findFormerLogin,
  findSpent,
  type Spent,
  setAccessSession,
  setSpentFor,
  spendFormerToken,
} from './former-login.queries.ts'
import { type FormerToken, findStandingLogin, verifyFormer } from './former-tokens.ts'
import { noteEnded } from './note-ended.ts'
import { openCarried } from './open-session.ts'
import { extendSession, findSession, holdAccount, revokeSession } from './sessions.queries.ts'
import { refusalSentence } from './token-refusals.ts'

/**
 * The session that stands for an account's former access tokens, opened with the first one that comes. It has no
 * refresh token; whatever ends the account's sessions ends it.
 * @returns why a token is refused that does not count
 */
export async function sessionOfFormerAccess(
  app: App,
  text: string,
): Promise<{ accountId: string; sessionId: string; issuedAt: number } | Refusal> {
  const token = await verifyFormer(app, text, 'former access')
  if (typeof token === 'string') return token
  const login = await findStandingLogin(app, app.db, token)
  if (!login || login.accessEndedAt !== null) return 'invalid'
  const sessionId = login.accessSessionId ?? (await openForAccess(app, token))
  if (sessionId === undefined) return 'invalid'
  // A younger token than the one that opened it: the session is shown, and counted, for as long as a token opens it.
  const isLonger = login.accessExpiresAt !== null && login.accessExpiresAt < token.expiresAt
  if (isLonger) await extendSession(app.db, sessionId, token.expiresAt)
  return { accountId: token.accountId, sessionId, issuedAt: Math.floor(token.issuedAt.getTime() / 1000) }
}

async function openForAccess(app: App, token: FormerToken): Promise<string | undefined> {
  const { accountId, expiresAt } = token
  return app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    const login = await findStandingLogin(app, tx, token)
    if (!login || login.accessEndedAt !== null) return undefined
    // Another request of the same moment was quicker.
    if (login.accessSessionId !== null) return login.accessSessionId
    const sessionId = await openCarried(app, tx, undefined, { accountId, generation: 0, expiresAt })
    await setAccessSession(tx, accountId, sessionId)
    await noteCarried(app, tx, undefined, { accountId, sessionId, by: 'access' })
    return sessionId
  })
}

/**
 * Uses a former refresh token up for a session of ours, or finds the session it was used up for.
 * @returns the session's id
 * @throws Problem `token_not_valid`, `mfa_enrolment_required`
 */
export async function sessionOfFormerRefresh(app: App, caller: Caller, text: string): Promise<string> {
  const token = await verifyFormer(app, text.trim(), 'former refresh')
  if (typeof token === 'string') throw notValid(refusalSentence(token))
  const { accountId, jti, expiresAt } = token
  return app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    const spent = await findSpent(tx, jti)
    if (spent) return known(spent, accountId)
    if (!(await findStandingLogin(app, tx, token))) throw notValid('Token is blacklisted')
    // Another account's token of the same id was quicker; one's own waits for the account and finds it spent.
    if (!(await spendFormerToken(tx, jti, expiresAt))) throw notValid('Token is blacklisted')
    const sessionId = await openCarried(app, tx, caller, { accountId, generation: 1, expiresAt: undefined })
    await setSpentFor(tx, jti, sessionId)
    const [session] = await findSession(tx, { sessionId })
    if (session && mustEnrol(app, session)) throw new Problem('mfa_enrolment_required')
    await noteCarried(app, tx, caller, { accountId, sessionId, by: 'refresh' })
    return sessionId
  })
}

/** The session a token was used up for: of its own account, since ids were chosen elsewhere and may come twice. */
function known(spent: Spent, accountId: string): string {
  if (spent.sessionId === null || spent.accountId !== accountId) throw notValid('Token is blacklisted')
  return spent.sessionId
}

type End = { reason: string; asker?: string | undefined }

/**
 * Ends what a former refresh token opens: it is used up, the session it was exchanged for ends, and so do the account's
 * former access tokens, which cannot be told from one another. Its former refresh tokens elsewhere stay.
 * @returns false for a token that does not count, or is another person's than the one who asks
 */
export async function endByFormer(app: App, caller: Caller, text: string, { reason, asker }: End): Promise<boolean> {
  const token = await verifyFormer(app, text.trim(), 'former refresh')
  if (typeof token === 'string' || (asker !== undefined && asker !== token.accountId)) return false
  const { accountId, jti, expiresAt } = token
  return app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    const spent = await findSpent(tx, jti)
    if (spent) {
      const { sessionId } = spent
      if (sessionId === null || spent.accountId !== accountId) return false
      return endCarried(app, tx, caller, { accountId, sessionId, reason })
    }
    if (!(await findStandingLogin(app, tx, token))) return false
    if (!(await spendFormerToken(tx, jti, expiresAt))) return false
    const sessionId = (await findFormerLogin(tx, accountId))?.accessSessionId
    await endFormerAccess(tx, accountId, app.now())
    if (sessionId) await endCarried(app, tx, caller, { accountId, sessionId, reason })
    return true
  })
}

/** Whose former refresh token this is, if it counts, or the session it was used up for lives. */
export async function ownerOfFormer(app: App, text: string): Promise<string | undefined> {
  const token = await verifyFormer(app, text.trim(), 'former refresh')
  if (typeof token === 'string') return undefined
  const { accountId, jti } = token
  const spent = await findSpent(app.db, jti)
  if (!spent) return (await findStandingLogin(app, app.db, token)) && accountId
  if (spent.sessionId === null || spent.accountId !== accountId) return undefined
  const [session] = await findSession(app.db, { sessionId: spent.sessionId })
  return session && session.revokedAt === null && session.expiresAt > app.now() ? accountId : undefined
}

/** Whether a former refresh token would be exchanged right now. */
export async function isGoodFormer(app: App, text: string): Promise<boolean> {
  const token = await verifyFormer(app, text.trim(), 'former refresh')
  if (typeof token === 'string' || (await findSpent(app.db, token.jti))) return false
  return (await findStandingLogin(app, app.db, token)) !== undefined
}

type Carried = { accountId: string; sessionId: string }

async function endCarried(app: App, tx: Tx, caller: Caller, end: Carried & { reason: string }): Promise<boolean> {
  const { sessionId, reason } = end
  const ended = await revokeSession(tx, sessionId, { at: app.now(), reason })
  if (ended.length === 0) return false
  await noteEnded(app, tx, caller, end)
  await endFormerAccessWith(app, tx, caller, end)
  return true
}

async function noteCarried(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  { accountId, sessionId, by }: Carried & { by: 'access' | 'refresh' },
): Promise<void> {
  await recordEvent(app, tx, caller, { name: 'session.carried_over', accountId, sessionId, facts: { by } })
}

function notValid(detail: string): Problem {
  return new Problem('token_not_valid', { detail, extra: { code: 'token_not_valid' } })
}
