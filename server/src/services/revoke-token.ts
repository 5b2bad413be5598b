import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { readAccessToken } from '../sessions/access-token.ts'
import { endByFormer } from '../sessions/carry-over.ts'
import { endFormerAccessWith } from '../sessions/end-former-access.ts'
import { isFormer } from '../sessions/former-tokens.ts'
import { noteEnded } from '../sessions/note-ended.ts'
import { readRefreshToken } from '../sessions/refresh-session.ts'
import { findSession, holdAccount, revokeSession } from '../sessions/sessions.queries.ts'

const reason = 'revoked_by_service'

/**
 * Ends the session that a token belongs to, and with it all its tokens (RFC 7009 section 2.1). A token that is none, or
 * whose session has ended, is no fault: what the caller wants is so already (section 2.2).
 */
export async function revokeToken(app: App, caller: Caller, token: string): Promise<void> {
  // Of the two kinds from before, access tokens have a session like ours; this one may not have been exchanged yet.
  if (isFormer(app, token) && (await endByFormer(app, caller, token, { reason }))) return
  const sessionId = await sessionOf(app, token)
  const [session] = sessionId === undefined ? [] : await findSession(app.db, { sessionId })
  if (!session) return
  await app.transaction(async (tx) => {
    const end = { accountId: session.accountId, sessionId: session.id, reason }
    await holdAccount(tx, end.accountId)
    const ended = await revokeSession(tx, session.id, { at: app.now(), reason })
    if (ended.length === 0) return
    await noteEnded(app, tx, caller, end)
    await endFormerAccessWith(app, tx, caller, end)
  })
}

async function sessionOf(app: App, token: string): Promise<string | undefined> {
  const claims = await readAccessToken(app, token)
  if (typeof claims !== 'string') return claims.sessionId
  if (claims !== 'wrong_type') return undefined
  try {
    return (await readRefreshToken(app, token)).sessionId
  } catch (error) {
    if (error instanceof Problem && error.code === 'token_not_valid') return undefined
    throw error
  }
}
