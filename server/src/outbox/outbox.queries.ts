import { sql } from 'kysely'
import { type Db, isPostgres, type Tx } from '../platform/db/db.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'

export const insertItem = hotInsert('outbox')

const findDueItem = hotQuery((db, { now }: { now: Date }) =>
  db
    .selectFrom('outbox')
    .select('id')
    .where('failed_at', 'is', null)
    .where('due_at', '<=', now)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<', now)]))
    .limit(1),
)

/** Cheap look before claiming, so that an idle worker writes nothing. */
export async function hasDueItem(db: Db, now: Date): Promise<boolean> {
  return (await findDueItem(db, { now })).length > 0
}

export type ClaimedRow = Awaited<ReturnType<typeof claimDueItems>>[number]

/**
 * Takes due items for this worker alone until `until`; the oldest of each ordering key only, so that what concerns one
 * user leaves in order. An item whose worker died is taken again after its claim has run out.
 */
export async function claimDueItems(db: Tx, claim: { now: Date; until: Date; most: number }) {
  const { now, until, most } = claim
  let due = db
    .selectFrom('outbox as item')
    .select('item.id')
    .where('item.failed_at', 'is', null)
    .where('item.due_at', '<=', now)
    .where((eb) => eb.or([eb('item.claimed_until', 'is', null), eb('item.claimed_until', '<', now)]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as earlier')
            .select('earlier.id')
            .whereRef('earlier.ordering_key', '=', 'item.ordering_key')
            .whereRef('earlier.position', '<', 'item.position')
            .where('earlier.failed_at', 'is', null),
        ),
      ),
    )
    .orderBy('item.position')
    .limit(most)
  if (isPostgres(db)) due = due.forUpdate().skipLocked()
  return db
    .updateTable('outbox')
    .set({ claimed_until: until, attempts: sql`attempts + 1` })
    .where('id', 'in', due)
    .returning(['id', 'position', 'topic', 'payload', 'attempts', 'created_at as createdAt'])
    .execute()
}

export async function deleteItem(db: Db, id: string): Promise<void> {
  await db.deleteFrom('outbox').where('id', '=', id).execute()
}

export async function postponeItem(db: Db, id: string, again: { dueAt: Date; error: string }): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ due_at: again.dueAt, last_error: again.error, claimed_until: null })
    .where('id', '=', id)
    .execute()
}

export async function failItem(db: Db, id: string, failure: { at: Date; error: string }): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ failed_at: failure.at, last_error: failure.error, claimed_until: null })
    .where('id', '=', id)
    .execute()
}

/** Items that wait although they are overdue: what readiness and metrics look at. */
export async function countOverdueItems(db: Db, before: Date): Promise<number> {
  const { waiting } = await db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('failed_at', 'is', null)
    .where('due_at', '<', before)
    .executeTakeFirstOrThrow()
  return waiting
}

/** Payloads in the order of their ids, those behind `after` first. */
export async function listPayloads(
  db: Db,
  after: string,
  most: number,
): Promise<{ id: string; payload: Uint8Array }[]> {
  return db.selectFrom('outbox').select(['id', 'payload']).where('id', '>', after).orderBy('id').limit(most).execute()
}

/** Stores the same payload sealed anew; an item that was delivered meanwhile is gone, and stays so. */
export async function replacePayload(db: Db, id: string, payload: Uint8Array): Promise<void> {
  await db.updateTable('outbox').set({ payload }).where('id', '=', id).execute()
}
