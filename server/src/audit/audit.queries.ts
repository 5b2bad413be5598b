import type { Db } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'

type NewEvent = {
  id: string
  at: Date
  name: string
  accountId: string | null
  sessionId: string | null
  ip: string
  userAgent: string
  requestId: string
  facts: Record<string, unknown>
  personalFacts: Record<string, unknown> | null
}

/** The seal's columns stay empty: that is the worker's part. */
export const insertAuditEvent = hotQuery<NewEvent, never>((db, event) =>
  db.insertInto('audit_event').values({
    id: event.id,
    at: event.at,
    name: event.name,
    account_id: event.accountId,
    session_id: event.sessionId,
    ip: event.ip,
    user_agent: event.userAgent,
    request_id: event.requestId,
    facts: event.facts,
    personal_facts: event.personalFacts,
  }),
)

/** Many at once, for work on whole batches of accounts. */
export async function insertAuditEvents(db: Db, events: readonly NewEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    id: event.id,
    at: event.at,
    name: event.name,
    account_id: event.accountId,
    session_id: event.sessionId,
    ip: event.ip,
    user_agent: event.userAgent,
    request_id: event.requestId,
    facts: event.facts,
    personal_facts: event.personalFacts,
  }))
  await db.insertInto('audit_event').values(rows).execute()
}
