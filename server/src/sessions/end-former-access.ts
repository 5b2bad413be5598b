import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { endFormerAccess, findFormerLogin } from './former-login.queries.ts'
import { noteEnded } from './note-ended.ts'
import { findSession, revokeSession } from './sessions.queries.ts'

/**
 * Ends the former access tokens of an account along with a session that was carried over: the one that such a token came
 * with may still be in the same hands. Elsewhere clients get new ones by their refresh tokens. In the transaction that
 * ended the session, which holds the account; without effect for a session that was opened here.
 * @param ended the session, and why it ended
 */
export async function endFormerAccessWith(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  ended: { accountId: string; sessionId: string; reason: string },
): Promise<void> {
  if (app.config.tokens.formerKey === undefined) return
  const { accountId, reason } = ended
  const login = await findFormerLogin(tx, accountId)
  if (!login || login.accessEndedAt !== null) return
  const [session] = await findSession(tx, { sessionId: ended.sessionId })
  if (!session?.amr.includes('legacy')) return
  const at = app.now()
  await endFormerAccess(tx, accountId, at)
  const sessionId = login.accessSessionId
  if (sessionId === null) return
  const [shared] = await revokeSession(tx, sessionId, { at, reason })
  if (shared) await noteEnded(app, tx, caller, { accountId, sessionId, reason })
}
