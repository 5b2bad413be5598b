import type { Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import { fixedList } from '../platform/db/fixed-list.ts'
import type { Schema } from '../platform/db/schema.ts'

export async function insertSocketTicket(db: Db, ticket: Insertable<Schema['notice_ticket']>): Promise<void> {
  await db.insertInto('notice_ticket').values(ticket).execute()
}

/** Takes a ticket away for good: of simultaneous calls one gets it. */
export async function takeSocketTicket(db: Db, digest: string, now: Date) {
  return db
    .deleteFrom('notice_ticket')
    .where('token_digest', '=', digest)
    .where('expires_at', '>', now)
    .returning(['account_id as accountId', 'session_id as sessionId', 'by_page as byPage'])
    .executeTakeFirst()
}

/** Clears tickets that nobody used, a small batch at a time. */
export async function deleteEndedSocketTickets(db: Db, now: Date, most: number): Promise<number> {
  const ended = db.selectFrom('notice_ticket').select('token_digest').where('expires_at', '<=', now).limit(most)
  const { numDeletedRows } = await db
    .deleteFrom('notice_ticket')
    .where('token_digest', 'in', ended)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Sessions that are looked up by one statement. */
export const lookBatch = 100

/** Which of some sessions live, and until when unless they are refreshed. At most `lookBatch`, at least one. */
export async function listLiving(db: Db, sessionIds: readonly string[], now: Date) {
  return db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['session.id', 'session.expires_at as expiresAt'])
    .where('session.id', 'in', fixedList(sessionIds, lookBatch))
    .where('session.revoked_at', 'is', null)
    .where('session.enrolment_digest', 'is', null)
    .where('session.expires_at', '>', now)
    .where('account.is_active', '=', true)
    .execute()
}
