import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { noteEnded } from './note-ended.ts'
import { revokeSurplusSessions } from './own-sessions.queries.ts'

/** Why a session ended that had to make room. Nobody was thrown out by it: sign-ins that wait go on. */
export const displaced = 'too_many_sessions'

/**
 * Makes room for a session that was just opened: at most `MAX_SESSIONS` of an account live at once, and the oldest go.
 * The transaction has taken the account's row (`holdAccount`, `noteLogin`): sign-ins of one account come here one after
 * the other, so that any number at once leave no more than that.
 */
export async function limitSessions(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  opened: { accountId: string; sessionId: string },
): Promise<void> {
  const { accountId, sessionId: keep } = opened
  const others = app.config.tokens.maxSessions - 1
  const ended = await revokeSurplusSessions(tx, { accountId, keep, others, at: app.now(), reason: displaced })
  for (const { id: sessionId } of ended) await noteEnded(app, tx, caller, { accountId, sessionId, reason: displaced })
}
