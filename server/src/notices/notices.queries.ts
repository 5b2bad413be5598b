import type { Page, Position } from '../base/page.ts'
import { type Db, isPostgres } from '../platform/db/db.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'

export const insertNotice = hotInsert('notice')

const columns = ['id', 'account_id as accountId', 'type', 'at', 'data', 'read_at as readAt'] as const

/** Removes the oldest notices of a type beyond the newest `most`; what another transaction is removing stays to it. */
export const trimNotices = hotQuery((db, of: { accountId: string; type: string; most: number }) => {
  const surplus = db
    .selectFrom('notice')
    .select('id')
    .where('account_id', '=', of.accountId)
    .where('type', '=', of.type)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(10)
    .offset(of.most)
  const taken = isPostgres(db) ? surplus.forUpdate().skipLocked() : surplus
  return db.deleteFrom('notice').where('id', 'in', taken)
})

/** The notices of an account, newest first: one more than the page holds, if there are so many. */
export function selectNotices(db: Db, accountId: string, { limit, after }: Page) {
  let query = db.selectFrom('notice').select(columns).where('account_id', '=', accountId)
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<', tuple(after.at, after.id)))
  }
  return query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
}

export async function listNotices(db: Db, accountId: string, page: Page): Promise<Notice[]> {
  return selectNotices(db, accountId, page).execute()
}

export type Notice = {
  id: string
  accountId: string
  type: string
  at: Date
  data: Record<string, unknown>
  readAt: Date | null
}

/** The newest notices of an account since a moment, newest first. */
export async function listNoticesOfSince(
  db: Db,
  accountId: string,
  { since, most }: { since: Date; most: number },
): Promise<Notice[]> {
  return db
    .selectFrom('notice')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('at', '>', since)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
}

/** Everybody's notices since a moment, in their order. */
export async function listNoticesSince(db: Db, since: Date): Promise<Notice[]> {
  return db.selectFrom('notice').select(columns).where('at', '>', since).orderBy('at').orderBy('id').execute()
}

/** Where a notice of an account stands in its list; undefined when it has none of this id. */
export async function findNotice(db: Db, accountId: string, id: string): Promise<Position | undefined> {
  return db
    .selectFrom('notice')
    .select(['at', 'id'])
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
}

/** Marks notices of an account as read: the one, those up to the one, or all. What is read stays as it was. */
export async function markRead(
  db: Db,
  accountId: string,
  { now, id, upTo }: { now: Date; id?: string; upTo?: Position },
): Promise<void> {
  let query = db
    .updateTable('notice')
    .set({ read_at: now })
    .where('account_id', '=', accountId)
    .where('read_at', 'is', null)
  if (id !== undefined) query = query.where('id', '=', id)
  if (upTo) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<=', tuple(upTo.at, upTo.id)))
  await query.execute()
}

/** Clears notices that are old, a small batch at a time. */
export async function deleteOldNotices(db: Db, before: Date, most: number): Promise<number> {
  const old = db.selectFrom('notice').select('id').where('at', '<', before).limit(most)
  const { numDeletedRows } = await db.deleteFrom('notice').where('id', 'in', old).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
