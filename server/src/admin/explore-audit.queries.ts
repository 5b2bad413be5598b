import { sql } from 'kysely'
import type { Page, Position } from '../base/page.ts'
import { type Db, isPostgres } from '../platform/db/db.ts'

export type AuditFilter = {
  readonly event: string | undefined
  readonly accountId: string | undefined
  readonly from: Date | undefined
  readonly before: Date | undefined
}

const columns = [
  'id',
  'at',
  'name',
  'account_id as accountId',
  'session_id as sessionId',
  'ip',
  'user_agent as userAgent',
  'request_id as requestId',
  'facts',
  'personal_facts as personalFacts',
  'subject',
  'chain',
  'position',
] as const

function filtered(db: Db, { event, accountId, from, before }: AuditFilter) {
  let query = db.selectFrom('audit_event').select(columns)
  if (event !== undefined) query = query.where('name', '=', event)
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  if (from !== undefined) query = query.where('at', '>=', from)
  if (before !== undefined) query = query.where('at', '<', before)
  return query
}

/** Events, newest first: one more than the page holds, if there are so many. */
export function selectEvents(db: Db, filter: AuditFilter, { limit, after }: Page) {
  let query = filtered(db, filter)
  if (after) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<', tuple(after.at, after.id)))
  return query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
}

export async function listEvents(db: Db, filter: AuditFilter, page: Page) {
  return selectEvents(db, filter, page).execute()
}

export type FoundEvent = Awaited<ReturnType<typeof listEvents>>[number]

/** Events in the order in which they happened, those behind a position first. */
export async function listEventsOnward(
  db: Db,
  filter: AuditFilter,
  { after, most }: { after: Position | undefined; most: number },
): Promise<FoundEvent[]> {
  let query = filtered(db, filter)
  if (after) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '>', tuple(after.at, after.id)))
  return query.orderBy('at').orderBy('id').limit(most).execute()
}

/** Whose events these are, by their ids. */
export async function listOwnersOf(
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; accountId: string | null }[]> {
  if (ids.length === 0) return []
  return db.selectFrom('audit_event').select(['id', 'account_id as accountId']).where('id', 'in', ids).execute()
}

/** How often each event happened in a span of time, and how often with a second factor. Bounded by the span. */
export async function countEvents(db: Db, names: readonly string[], { from, before }: { from: Date; before: Date }) {
  const method = isPostgres(db) ? sql`facts ->> 'method'` : sql`json_extract(facts, '$.method')`
  return db
    .selectFrom('audit_event')
    .select((eb) => [
      'name',
      eb.fn.countAll<number>().as('all'),
      // The document is looked at only where it tells how somebody signed in: the rest is read off the index.
      sql<number>`count(case when name = 'sign_in.succeeded' then case when ${method} like '%mfa%' then 1 end end)`.as(
        'strong',
      ),
    ])
    .where('name', 'in', names)
    .where('at', '>=', from)
    .where('at', '<', before)
    .groupBy('name')
    .execute()
}
