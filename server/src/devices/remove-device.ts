import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import { noteEnded } from '../sessions/note-ended.ts'
import { revokeSessionsOn } from '../sessions/own-sessions.queries.ts'
import { requireFreshToEnd } from '../sessions/require-fresh.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { deleteDevice } from './devices.queries.ts'

const reason = 'device_removed'

/**
 * Forgets a device: its sessions end, and it is a stranger at its next sign-in, with trust in it gone.
 * @throws Problem `not_found` for a device that is not the person's, `reauthentication_required`
 */
export async function removeDevice(app: App, caller: Caller, person: Person, id: string): Promise<void> {
  const { accountId, sessionId } = person
  if (!isUuid(id)) throw new Problem('not_found')
  requireFreshToEnd(app, person)
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    const ended = await revokeSessionsOn(tx, { deviceId: id, accountId }, { at: app.now(), reason })
    if (!(await deleteDevice(tx, { id, accountId }))) throw new Problem('not_found')
    for (const session of ended) await noteEnded(app, tx, caller, { accountId, sessionId: session.id, reason })
    await recordEvent(app, tx, caller, { name: 'device.removed', accountId, sessionId, facts: { deviceId: id } })
  })
}
