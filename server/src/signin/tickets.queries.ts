import type { ExpressionBuilder, Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'
import { isDisabled } from '../protection/disabled.queries.ts'
import { displaced } from '../sessions/limit-sessions.ts'

export async function insertTicket(db: Db, ticket: Insertable<Schema['login_ticket']>): Promise<void> {
  await db.insertInto('login_ticket').values(ticket).execute()
}

/**
 * Not for a ticket that is older than the end of a session of its account: whoever signs out, is switched off or throws
 * a thief out also means the sign-ins that still wait. A session that made room for a newer one means nothing by it. An
 * account that was frozen meanwhile, or whose password was disabled, may have had no session.
 */
function isStanding(builder: ExpressionBuilder<Schema, 'login_ticket'>) {
  const { and, exists, not, or, ref, selectFrom } = builder
  const endedSince = selectFrom('session')
    .select('session.id')
    .whereRef('session.account_id', '=', 'login_ticket.account_id')
    .whereRef('session.revoked_at', '>=', 'login_ticket.created_at')
    .where('session.revoked_reason', '<>', displaced)
  const frozenSince = selectFrom('freeze')
    .select('freeze.account_id')
    .whereRef('freeze.account_id', '=', 'login_ticket.account_id')
    .where((eb) =>
      eb.or([eb('freeze.thawed_at', 'is', null), eb('freeze.thawed_at', '>=', eb.ref('login_ticket.created_at'))]),
    )
  const isProved = or([builder('identity_id', 'is not', null), not(isDisabled(ref('login_ticket.account_id')))])
  return and([not(exists(endedSince)), not(exists(frozenSince)), isProved])
}

export async function findTicket(db: Db, tokenDigest: string, now: Date) {
  return db
    .selectFrom('login_ticket')
    .select([
      'id',
      'account_id as accountId',
      'amr',
      'password_date as passwordDate',
      'device_name as deviceName',
      'identity_id as identityId',
    ])
    .where('token_digest', '=', tokenDigest)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where(isStanding)
    .executeTakeFirst()
}

/** Uses a ticket up: of simultaneous calls one gets true. */
export async function useTicket(db: Db, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('login_ticket')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where(isStanding)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Clears tickets that have ended, a small batch at a time. */
export async function deleteEndedTickets(db: Db, now: Date, most: number): Promise<number> {
  const ended = db.selectFrom('login_ticket').select('id').where('expires_at', '<=', now).limit(most)
  const { numDeletedRows } = await db.deleteFrom('login_ticket').where('id', 'in', ended).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
