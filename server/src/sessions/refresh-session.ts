import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { verifyRefreshToken } from '../keys/verify-token.ts'
import { enqueueMail } from '../outbox/enqueue.ts'
import type { App } from '../platform/app.ts'
import { issueNotMeLink } from '../proofs/not-me-link.ts'
import { sessionOfFormerRefresh } from './carry-over.ts'
import { endFormerAccessWith } from './end-former-access.ts'
import { mustEnrol } from './factor-policy.ts'
import { isFormer } from './former-tokens.ts'
import { noteEnded } from './note-ended.ts'
import { noteSeen } from './note-seen.ts'
import { sessionEnd } from './open-session.ts'
import { rotateSession } from './rotate-session.ts'
import { refreshKeys, type SessionTokens, signSessionTokens } from './session-tokens.ts'
import { findSession, holdAccount, revokeSession, type SessionView } from './sessions.queries.ts'
import { refusalSentence } from './token-refusals.ts'

type RefreshClaims = { sessionId: string; generation: number }

/**
 * Exchanges a refresh token for the next pair.
 *
 * A token one generation behind, within the grace after the rotation, is a lost answer or a second tab and gets the
 * current generation again. Anything older or later is theft: the session ends and its owner is told. Where the clock has
 * been set back behind the rotation, nobody can tell which it is: the token is refused, and the session goes on.
 * @throws Problem `token_not_valid`, or `mfa_enrolment_required` where a second factor has become a must
 */
export async function refreshSession(app: App, caller: Caller, token: string): Promise<SessionTokens> {
  const given = token.trim()
  if (isFormer(app, given)) return refreshFormer(app, caller, given)
  const claims = await readRefreshToken(app, given)
  const [session] = await findSession(app.db, { sessionId: claims.sessionId })
  if (!session) throw blacklisted()
  if (mustEnrol(app, session)) throw new Problem('mfa_enrolment_required')
  const refreshed = (await rotate(app, session, claims)) ?? (await repeat(app, caller, claims))
  noteSeen(app, refreshed, () => caller.ip)
  return signSessionTokens(app, refreshed)
}

/** A token of the service before is the generation before the first of the session that it opens. */
async function refreshFormer(app: App, caller: Caller, token: string): Promise<SessionTokens> {
  const sessionId = await sessionOfFormerRefresh(app, caller, token)
  return signSessionTokens(app, await repeat(app, caller, { sessionId, generation: 0 }))
}

/**
 * Reads a refresh token of ours.
 * @throws Problem `token_not_valid` with the sentence old clients know
 */
export async function readRefreshToken(app: App, token: string): Promise<RefreshClaims> {
  const { issuer, audience } = app.config.tokens
  const claims = await verifyRefreshToken(refreshKeys(app), token.trim(), { issuer, audience, now: app.now() })
  if (typeof claims === 'string') throw tokenProblem(refusalSentence(claims))
  const { sid, gen } = claims
  if (typeof sid !== 'string' || typeof gen !== 'number') throw tokenProblem(refusalSentence('invalid'))
  return { sessionId: sid, generation: gen }
}

async function rotate(app: App, session: SessionView, claims: RefreshClaims): Promise<SessionView | undefined> {
  if (session.generation !== claims.generation) return undefined
  const now = app.now()
  const expiresAt = sessionEnd(app, now, session.createdAt)
  if (!(await rotateSession(app, { ...claims, now, expiresAt }))) return undefined
  return { ...session, generation: claims.generation + 1, expiresAt }
}

async function repeat(app: App, caller: Caller, claims: RefreshClaims): Promise<SessionView> {
  const [session] = await findSession(app.db, { sessionId: claims.sessionId })
  const now = app.now()
  const ended = !session || session.revokedAt !== null || session.expiresAt <= now || !session.isActive
  if (ended) throw blacklisted()
  const sinceMs = now.getTime() - (session.rotatedAt?.getTime() ?? 0)
  const graceMs = app.config.tokens.reuseGraceSeconds * 1000
  const oneBehind = claims.generation === session.generation - 1
  if (oneBehind && Math.abs(sinceMs) < graceMs) return session
  if (oneBehind && sinceMs < 0) throw blacklisted()
  await endStolenSession(app, caller, session)
  throw blacklisted()
}

async function endStolenSession(app: App, caller: Caller, session: SessionView): Promise<void> {
  const at = app.now()
  await app.transaction(async (tx) => {
    const { accountId, id: sessionId, generation } = session
    const end = { accountId, sessionId, reason: 'refresh_reused' }
    await holdAccount(tx, accountId)
    const ended = await revokeSession(tx, sessionId, { at, reason: end.reason })
    if (ended.length === 0) return
    await recordEvent(app, tx, caller, { name: 'session.refresh_reused', accountId, sessionId, facts: { generation } })
    await noteEnded(app, tx, caller, end)
    await endFormerAccessWith(app, tx, caller, end)
    const told = {
      accountId,
      address: session.email,
      kind: 'session_ended_reuse',
      thing: sessionId,
      sessionId,
    } as const
    const notMe = await issueNotMeLink(app, tx, told)
    await enqueueMail(app, tx, accountId, {
      kind: told.kind,
      notMe,
      to: { address: session.email, name: session.username, locale: session.locale },
      facts: { when: at.toISOString() },
      from: { ip: caller.ip, client: caller.userAgent },
      at: at.toISOString(),
    })
  })
}

function blacklisted(): Problem {
  return tokenProblem('Token is blacklisted')
}

function tokenProblem(detail: string): Problem {
  return new Problem('token_not_valid', { detail, extra: { code: 'token_not_valid' } })
}
