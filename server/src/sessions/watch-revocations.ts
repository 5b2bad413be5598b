import type { App } from '../platform/app.ts'
import { type Watch, watchRows } from '../platform/watch-rows.ts'
import { listRevokedSince, type Revoked } from './revocations.queries.ts'

export type RevocationWatch = Watch<Revoked>

/** Tells of ended sessions, wherever that was, within a second. */
export function revocationWatch(app: App): RevocationWatch {
  return app.hold(makeWatch)
}

function makeWatch(app: App): RevocationWatch {
  return watchRows(app, 'ended sessions', (since) => listRevokedSince(app.db, since))
}
