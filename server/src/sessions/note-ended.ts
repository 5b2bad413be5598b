import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { addNotice } from '../notices/add-notice.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'

/** Records that a session ended, tells its person and other services, in the transaction that ends it. */
export async function noteEnded(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  ended: { accountId: string; sessionId: string; reason: string },
): Promise<void> {
  const { accountId, sessionId, reason } = ended
  await recordEvent(app, tx, caller, { name: 'session.ended', accountId, sessionId, facts: { reason } })
  await addNotice(app, tx, accountId, { type: 'session_ended', data: { session_id: sessionId, reason } })
  const facts = { user_id: accountId, session_id: sessionId, reason }
  await enqueueEvent(app, tx, { type: 'session.revoked', userId: accountId, facts })
}
