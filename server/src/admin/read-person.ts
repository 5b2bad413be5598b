import { findAccount } from '../accounts/accounts.queries.ts'
import { listActivity } from '../accounts/activity.queries.ts'
import { readEntry } from '../accounts/directory.ts'
import { findErasure } from '../accounts/erasures.queries.ts'
import { Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import { countBackupCodes } from '../mfa/backup-codes.queries.ts'
import { findRecovery } from '../mfa/factor-recovery.queries.ts'
import { listFactors } from '../mfa/factors.queries.ts'
import { listPasskeys } from '../mfa/passkeys.queries.ts'
import type { App } from '../platform/app.ts'
import { listLiveSessions } from '../sessions/session-list.queries.ts'
import { listIdentities } from '../social/identities.queries.ts'
import { countEventsOf, listNewestDevices } from './person.queries.ts'
import { mayDo } from './rights.ts'

/** Of sessions, devices and events so many are shown; their lists have the rest. */
const mostShown = 20

/**
 * Everything about one account that helps its owner, without what opens anything. What it did as an administrator, and
 * why, is shown to whom the log is.
 * @param viewer roles of who looks
 * @throws Problem `not_found`
 */
export async function readPerson(app: App, id: string, viewer: readonly string[]) {
  const [account] = isUuid(id) ? await findAccount(app.db, { id }) : []
  if (!account) throw new Problem('not_found')
  const page = { limit: mostShown, after: undefined }
  const [entry, factors, passkeys, backupCodes, recovery, erasure] = await Promise.all([
    readEntry(app, id),
    listFactors(app.db, id),
    listPasskeys(app.db, id),
    countBackupCodes(app.db, id),
    findRecovery(app.db, id),
    findErasure(app.db, id),
  ])
  const [sessions, devices, links, activity, events] = await Promise.all([
    listLiveSessions(app.db, id, { now: app.now(), page }),
    listNewestDevices(app.db, id, mostShown),
    listIdentities(app.db, id),
    listActivity(app.db, id, page),
    countEventsOf(app.db, id),
  ])
  const shown = {
    sessions: sessions.slice(0, mostShown),
    activity: activity.slice(0, mostShown).filter(({ name }) => name !== 'admin.acted' || mayDo(viewer, 'audit.see')),
    devices,
    links,
    events,
  }
  return { entry, factors, passkeys, backupCodes, recovery, erasure, ...shown }
}

export type WholePerson = Awaited<ReturnType<typeof readPerson>>
