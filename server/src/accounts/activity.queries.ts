import { sql } from 'kysely'
import type { AuditName } from '../audit/audit-events.ts'
import type { Page } from '../base/page.ts'
import type { Db } from '../platform/db/db.ts'

/**
 * The security events of an account, newest first.
 * @returns one more than the page holds, if there are so many
 */
export async function listActivity(db: Db, accountId: string, { limit, after }: Page) {
  let query = db
    .selectFrom('audit_event')
    .select([
      'id',
      'at',
      'name',
      'session_id as sessionId',
      'ip',
      'user_agent as userAgent',
      'facts',
      'personal_facts as personalFacts',
    ])
    .where('account_id', '=', accountId)
    // What it did stands beside it in the owner's words; why is for administrators.
    .where('name', '<>', sql.lit<AuditName>('account.administered'))
  if (after) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<', tuple(after.at, after.id)))
  return query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export type Activity = Awaited<ReturnType<typeof listActivity>>[number]
