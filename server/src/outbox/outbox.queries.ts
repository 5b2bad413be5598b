import { sql } from 'kysely'
import { type Db, isPostgres, type Tx } from '../platform/db/db.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'
import type { Topic } from './topics.ts'

export const insertItem = hotInsert('outbox')

/** Events for other services in a lane of their own: a mail server that hangs keeps them from nobody. */
export type OutboxLane = 'events' | 'others' | 'all'

const eventTopics: readonly Topic[] = ['event', 'webhook_event']

const findDueItemOf = (lane: OutboxLane) =>
  hotQuery(
    (db, { now }: { now: Date }) =>
      db
        .selectFrom('outbox')
        .select('id')
        .where((eb) => (lane === 'all' ? eb.lit(true) : eb('topic', laneOperator(lane), eventTopics)))
        .where('failed_at', 'is', null)
        .where('due_at', '<=', now)
        .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<', now)]))
        .limit(1),
    { mayTakeLong: true },
  )

const laneOperator = (lane: 'events' | 'others') => (lane === 'events' ? 'in' : 'not in')

const findDueItem = { events: findDueItemOf('events'), others: findDueItemOf('others'), all: findDueItemOf('all') }

/** Whether anybody is told of events by webhooks: a row, or none. */
export const findAnyEndpoint = hotQuery((db) => db.selectFrom('webhook_endpoint').select('id').limit(1))

/** Cheap look before claiming, so that an idle worker writes nothing. */
export async function hasDueItem(db: Db, lane: OutboxLane, now: Date): Promise<boolean> {
  return (await findDueItem[lane](db, { now })).length > 0
}

export type ClaimedRow = Awaited<ReturnType<typeof claimDueItems>>[number]

/**
 * Takes due items for this worker alone until `until`; the oldest of each ordering key only, so that what concerns one
 * user leaves in order. An item whose worker died is taken again after its claim has run out.
 */
export async function claimDueItems(db: Tx, lane: OutboxLane, claim: { now: Date; until: Date; most: number }) {
  const { now, until, most } = claim
  let due = db
    .selectFrom('outbox as item')
    .select('item.id')
    .where((eb) => (lane === 'all' ? eb.lit(true) : eb('item.topic', laneOperator(lane), eventTopics)))
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
    .returning(['id', 'position', 'topic', 'payload', 'attempts', 'created_at as createdAt', 'last_error as lastError'])
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

/** Makes items due that wait for a moment later than `latest`, and frees those that are claimed for longer. */
export async function bringItemsForward(db: Db, { now, latest }: { now: Date; latest: Date }): Promise<void> {
  await db.updateTable('outbox').set({ due_at: now }).where('due_at', '>', latest).execute()
  await db.updateTable('outbox').set({ claimed_until: null }).where('claimed_until', '>', latest).execute()
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

const itemColumns = [
  'id',
  'topic',
  'attempts',
  'due_at as dueAt',
  'claimed_until as claimedUntil',
  'created_at as createdAt',
  'failed_at as failedAt',
  'last_error as lastError',
] as const

/** What waits and what was given up, oldest first; never what is in it. */
export async function listItems(db: Db, wish: { failedOnly: boolean; topic?: string | undefined; most: number }) {
  let query = db.selectFrom('outbox').select(itemColumns)
  if (wish.failedOnly) query = query.where('failed_at', 'is not', null)
  if (wish.topic !== undefined) query = query.where('topic', '=', wish.topic)
  return query.orderBy('position').limit(wish.most).execute()
}

export type ListedItem = Awaited<ReturnType<typeof listItems>>[number]

/** Makes given-up items due again, as if they had never been tried; those named, or all. @returns how many there were */
export async function reviveItems(db: Db, of: { ids: readonly string[] | 'all'; dueAt: Date }): Promise<number> {
  let query = db
    .updateTable('outbox')
    .set({ failed_at: null, claimed_until: null, attempts: 0, last_error: null, due_at: of.dueAt })
    .where('failed_at', 'is not', null)
  if (of.ids !== 'all') query = query.where('id', 'in', of.ids)
  return Number((await query.executeTakeFirstOrThrow()).numUpdatedRows)
}

/** Forgets items that were given up long ago: there are addresses and names in them. A small batch at a time. */
export async function deleteFailedItems(db: Db, failedBefore: Date, most: number): Promise<number> {
  const failed = db.selectFrom('outbox').select('id').where('failed_at', '<', failedBefore).limit(most)
  const { numDeletedRows } = await db.deleteFrom('outbox').where('id', 'in', failed).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
