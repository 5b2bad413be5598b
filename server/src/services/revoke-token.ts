import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { readAccessToken } from '../sessions/access-token.ts'
import { noteEnded } from '../sessions/note-ended.ts'
import { readRefreshToken } from '../sessions/refresh-session.ts'
import { findSession, revokeSession } from '../sessions/sessions.queries.ts'

/**
 * Ends the session that a token belongs to, and with it all its tokens (RFC 7009 section 2.1). A token that is none, or
 * whose session has ended, is no fault: what the caller wants is so already (section 2.2).
 */
export async function revokeToken(app: App, caller: Caller, token: string): Promise<void> {
  const sessionId = await sessionOf(app, token)
  const [session] = sessionId === undefined ? [] : await findSession(app.db, { sessionId })
  if (!session) return
  await app.transaction(async (tx) => {
    const ended = await revokeSession(tx, session.id, { at: app.now(), reason: 'revoked_by_service' })
    if (ended.length === 0) return
    const { accountId, id } = session
    await noteEnded(app, tx, caller, { accountId, sessionId: id, reason: 'revoked_by_service' })
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
