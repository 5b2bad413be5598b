import type { Insertable } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

export type DeliveryState = 'pending' | 'delivered' | 'dead'

/** Adds a delivery, unless its event was handed out to this endpoint before. */
export async function insertDelivery(tx: Tx, delivery: Insertable<Schema['webhook_delivery']>): Promise<void> {
  await tx
    .insertInto('webhook_delivery')
    .values(delivery)
    .onConflict((conflict) => conflict.columns(['endpoint_id', 'event_id']).doNothing())
    .execute()
}

/** What is due next at an endpoint, with all that its attempt needs; nothing while the endpoint is stopped or rests. */
export async function findNext(db: Db, endpointId: string, now: Date) {
  return db
    .selectFrom('webhook_delivery as delivery')
    .innerJoin('webhook_endpoint as endpoint', 'endpoint.id', 'delivery.endpoint_id')
    .select(['delivery.id', 'delivery.event_id as eventId', 'delivery.event_type as eventType'])
    .select(['delivery.body', 'delivery.attempts', 'endpoint.id as endpointId', 'endpoint.url'])
    .select(['endpoint.sealed_secret as sealedSecret', 'endpoint.old_sealed_secret as oldSealedSecret'])
    .select('endpoint.old_secret_until as oldSecretUntil')
    .where('endpoint.id', '=', endpointId)
    .where('endpoint.status', '=', 'active')
    .where((eb) => eb.or([eb('endpoint.rests_until', 'is', null), eb('endpoint.rests_until', '<=', now)]))
    .where('delivery.state', '=', 'pending')
    .where('delivery.due_at', '<=', now)
    .orderBy('delivery.due_at')
    .orderBy('delivery.position')
    .limit(1)
    .executeTakeFirst()
}

export type DueDelivery = NonNullable<Awaited<ReturnType<typeof findNext>>>

type Attempt = { id: string; attempts: number }

/**
 * Counts an attempt before it is made. One of two that want to make it wins; if that one dies, it is due again at `until`.
 * @returns false for the other
 */
export async function beginAttempt(
  db: Db,
  { id, attempts }: Attempt,
  { now, until }: { now: Date; until: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_delivery')
    .set({ attempts: attempts + 1, due_at: until, last_attempt_at: now })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .where('due_at', '<=', now)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/**
 * Makes deliveries due that wait for a moment later than any pause: by a clock that has been set back since. One endpoint
 * after the other, which the index is made for.
 */
export async function bringDeliveriesForward(db: Db, { now, latest }: { now: Date; latest: Date }): Promise<void> {
  for (const { id } of await db.selectFrom('webhook_endpoint').select('id').execute()) {
    const late = db.updateTable('webhook_delivery').set({ due_at: now }).where('endpoint_id', '=', id)
    await late.where('state', '=', 'pending').where('due_at', '>', latest).execute()
  }
}

type Ending = {
  state: DeliveryState
  /** When it is tried again, if it is to be. */
  dueAt?: Date
  status: number | null
  error: string | null
}

/** Notes how an attempt ended. @returns false when the delivery is gone, or was begun anew meanwhile */
export async function endAttempt(db: Db, { id, attempts }: Attempt, ending: Ending): Promise<boolean> {
  const { state, dueAt, status, error } = ending
  const { numUpdatedRows } = await db
    .updateTable('webhook_delivery')
    .set({ state, last_status: status, last_error: error, ...(dueAt ? { due_at: dueAt } : {}) })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Takes an attempt back that this process broke off by itself: it does not count, and is due at once. */
export async function takeBackAttempt(db: Db, { id, attempts }: Attempt, now: Date): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set({ attempts: attempts - 1, due_at: now })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .execute()
}

/** The newest deliveries of an endpoint, without what is in them. */
export async function listDeliveries(
  db: Db,
  { endpointId, state, most }: { endpointId: string; state: DeliveryState | undefined; most: number },
) {
  let query = db
    .selectFrom('webhook_delivery')
    .select(['event_id as eventId', 'event_type as eventType', 'state', 'attempts', 'due_at as dueAt'])
    .select(['created_at as createdAt', 'last_attempt_at as lastAttemptAt'])
    .select(['last_status as lastStatus', 'last_error as lastError'])
    .where('endpoint_id', '=', endpointId)
  if (state) query = query.where('state', '=', state)
  return query.orderBy('created_at', 'desc').orderBy('position', 'desc').limit(most).execute()
}

export type ListedDelivery = Awaited<ReturnType<typeof listDeliveries>>[number]

/** Which deliveries are sent again: of one event, of all since an instant, or all that were given up. */
export type Replayed = { readonly eventId: string } | { readonly since: Date } | 'dead'

/** Makes deliveries of an endpoint due anew, as if they had never been tried. @returns how many there were */
export async function reviveDeliveries(
  db: Db,
  { endpointId, which, now }: { endpointId: string; which: Replayed; now: Date },
): Promise<number> {
  let query = db
    .updateTable('webhook_delivery')
    .set({ state: 'pending', attempts: 0, due_at: now, last_status: null, last_error: null })
    .where('endpoint_id', '=', endpointId)
  if (which === 'dead') query = query.where('state', '=', 'dead')
  else if ('since' in which) query = query.where('created_at', '>=', which.since)
  else query = query.where('event_id', '=', which.eventId)
  return Number((await query.executeTakeFirstOrThrow()).numUpdatedRows)
}

/** Forgets whose deliveries were: what has arrived or was given up goes now, the rest as soon as it has arrived. */
export async function forgetDeliveriesOf(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.deleteFrom('webhook_delivery').where('user_id', '=', userId).where('state', '<>', 'pending').execute()
  await tx
    .updateTable('webhook_delivery')
    .set({ user_id: null, kept_until: now })
    .where('user_id', '=', userId)
    .execute()
}

/** Removes what is kept no longer: pending ones only when they are older than `eldest`. A small batch at a time. */
export async function deleteKept(db: Db, { now, eldest, most }: { now: Date; eldest: Date; most: number }) {
  const old = db
    .selectFrom('webhook_delivery')
    .select('id')
    .where('kept_until', '<=', now)
    .where((eb) => eb.or([eb('state', '<>', 'pending'), eb('created_at', '<=', eldest)]))
    .limit(most)
  const { numDeletedRows } = await db.deleteFrom('webhook_delivery').where('id', 'in', old).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** How many deliveries of each endpoint are in a state; read off the index, of those alone. */
export async function countByState(db: Db, state: DeliveryState) {
  return db
    .selectFrom('webhook_endpoint as endpoint')
    .select('endpoint.id as endpointId')
    .select((eb) =>
      eb
        .selectFrom('webhook_delivery as delivery')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('delivery.endpoint_id', '=', 'endpoint.id')
        .where('delivery.state', '=', state)
        .as('count'),
    )
    .execute()
}
