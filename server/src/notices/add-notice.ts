import { randomUUID } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import type { NewNotice } from './notice-types.ts'
import { insertNotice, trimNotices } from './notices.queries.ts'

/**
 * Of each type, so that a stranger who signs in and out a thousand times pushes no change of a password out of sight.
 */
const mostOfType = 100

/** Tells a person in the application, in the transaction of the act; open sockets hear of it when that commits. */
export async function addNotice(app: App, tx: Tx, accountId: string, { type, data }: NewNotice): Promise<void> {
  await insertNotice(tx, { id: randomUUID(), account_id: accountId, type, at: app.now(), data, read_at: null })
  await trimNotices(tx, { accountId, type, most: mostOfType })
}
