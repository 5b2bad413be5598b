import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import { endFormerAccessWith } from './end-former-access.ts'
import { endSessionsOf } from './end-session.ts'
import { noteEnded } from './note-ended.ts'
import { revokeOwnSession } from './own-sessions.queries.ts'
import { requireFreshToEnd } from './require-fresh.ts'
import { requireLiveSession } from './require-live-session.ts'

const reason = 'ended_by_owner'

/**
 * Ends one of a person's sessions, be it the one that asks. No fresh proof is asked for unless the settings do: whoever
 * sees a stranger in the list must be rid of them at once, and the worst that a thief of a token can do is a new sign-in.
 * @throws Problem `not_found` for a session that is not the person's, or that has ended; `reauthentication_required`
 */
export async function endOwnSession(app: App, caller: Caller, person: Person, id: string): Promise<void> {
  const { accountId } = person
  if (!isUuid(id)) throw new Problem('not_found')
  if (id !== person.sessionId) requireFreshToEnd(app, person)
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    const ended = await revokeOwnSession(tx, { id, accountId }, { at: app.now(), reason })
    if (ended.length === 0) throw new Problem('not_found')
    const end = { accountId, sessionId: id, reason }
    await noteEnded(app, tx, caller, end)
    await endFormerAccessWith(app, tx, caller, end)
  })
}

/**
 * Ends all sessions of a person but the one that asks.
 * @throws Problem `reauthentication_required`
 */
export async function endOtherSessions(app: App, caller: Caller, person: Person): Promise<void> {
  const { accountId, sessionId: keep } = person
  requireFreshToEnd(app, person)
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    await endSessionsOf(app, tx, caller, { accountId, reason, keep })
  })
}
