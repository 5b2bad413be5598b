import type { Page } from '../base/page.ts'
import type { Db } from '../platform/db/db.ts'

const columns = [
  'id',
  'topic',
  'attempts',
  'due_at as dueAt',
  'claimed_until as claimedUntil',
  'created_at as createdAt',
  'failed_at as failedAt',
  'last_error as lastError',
] as const

type Wish = { failed: boolean; topic: string | undefined; page: Page }

/**
 * Deliveries that were given up, the newest first, or those that wait, the one that is due last first; never what is in
 * them. One more than the page holds, if there are so many.
 */
export async function listOutboxItems(db: Db, { failed, topic, page: { limit, after } }: Wish) {
  const time = failed ? 'failed_at' : 'due_at'
  let query = db
    .selectFrom('outbox')
    .select(columns)
    .where('failed_at', failed ? 'is not' : 'is', null)
  if (topic !== undefined) query = query.where('topic', '=', topic)
  if (after) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple(time, 'id'), '<', tuple(after.at, after.id)))
  return query
    .orderBy(time, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export type OutboxItem = Awaited<ReturnType<typeof listOutboxItems>>[number]
