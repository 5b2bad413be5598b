import type { Insertable } from 'kysely'
import { type Db, isPostgres, type Tx } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'

export type EndpointStatus = 'active' | 'paused' | 'gone' | 'failing'

const shownColumns = [
  'id',
  'url',
  'event_types as eventTypes',
  'status',
  'created_at as createdAt',
  'failing_since as failingSince',
  'rests_until as restsUntil',
  'old_secret_until as oldSecretUntil',
] as const

/** All endpoints, oldest first, without their secrets. */
export async function listEndpoints(db: Db) {
  return db.selectFrom('webhook_endpoint').select(shownColumns).orderBy('created_at').orderBy('id').execute()
}

export type ListedEndpoint = Awaited<ReturnType<typeof listEndpoints>>[number]

export async function findEndpoint(db: Db, id: string): Promise<ListedEndpoint | undefined> {
  return db.selectFrom('webhook_endpoint').select(shownColumns).where('id', '=', id).executeTakeFirst()
}

/** Who wants to hear of which events; an empty list means all. */
export const listSubscriptions = (db: Db) =>
  db.selectFrom('webhook_endpoint').select(['id', 'event_types as eventTypes']).orderBy('id').execute()

export async function countEndpoints(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('webhook_endpoint')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function insertEndpoint(db: Db, endpoint: Insertable<Schema['webhook_endpoint']>): Promise<void> {
  await db.insertInto('webhook_endpoint').values(endpoint).execute()
}

/** Takes an endpoint off the list, with all its deliveries. @returns false for no such endpoint */
export async function deleteEndpoint(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('webhook_endpoint').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/**
 * Takes the row of an endpoint in hand, before rows of its deliveries: two that take them in another order could wait
 * for each other for ever.
 */
export async function holdEndpoint(tx: Tx, id: string): Promise<ListedEndpoint | undefined> {
  let query = tx.selectFrom('webhook_endpoint').select(shownColumns).where('id', '=', id)
  if (isPostgres(tx)) query = query.forNoKeyUpdate()
  return query.executeTakeFirst()
}

/** Changes how an endpoint stands, if it stands as told. @returns false when it does not */
export async function setStatus(
  db: Db,
  id: string,
  { from, to }: { from: readonly EndpointStatus[]; to: EndpointStatus },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_endpoint')
    .set({ status: to, ...(to === 'active' ? { failing_since: null, rests_until: null } : {}) })
    .where('id', '=', id)
    .where('status', 'in', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Notes how the last attempt went: since when none succeeded, and until when it wants to be left alone. */
export async function noteHealth(
  db: Db,
  id: string,
  health: { failingSince: Date | null; restsUntil: Date | null },
): Promise<void> {
  await db
    .updateTable('webhook_endpoint')
    .set({ failing_since: health.failingSince, rests_until: health.restsUntil })
    .where('id', '=', id)
    .execute()
}

type Renewal = { id: string; sealedSecret: Uint8Array; oldUntil: Date | null }

/** Gives an endpoint another secret; the present one stays beside it until then, or goes. @returns false for none */
export async function renewSecret(db: Db, { id, sealedSecret, oldUntil }: Renewal): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_endpoint')
    .set((eb) => ({
      old_sealed_secret: oldUntil === null ? null : eb.ref('sealed_secret'),
      old_secret_until: oldUntil,
      sealed_secret: sealedSecret,
    }))
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Secrets that sign no longer are kept no longer. */
export async function dropOldSecrets(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('webhook_endpoint')
    .set({ old_sealed_secret: null, old_secret_until: null })
    .where('old_secret_until', '<=', now)
    .execute()
}

export async function findSecrets(db: Db, id: string) {
  return db
    .selectFrom('webhook_endpoint')
    .select(['id', 'url', 'sealed_secret as sealedSecret', 'old_sealed_secret as oldSealedSecret'])
    .select('old_secret_until as oldSecretUntil')
    .where('id', '=', id)
    .executeTakeFirst()
}

export type SealedSecrets = NonNullable<Awaited<ReturnType<typeof findSecrets>>>

const findDueEndpoint = hotQuery((db, { now }: { now: Date }) => selectDue(db, now).limit(1), { mayTakeLong: true })

/** Cheap look before claiming, so that an idle worker writes nothing. */
export async function hasDueEndpoint(db: Db, now: Date): Promise<boolean> {
  return (await findDueEndpoint(db, { now })).length > 0
}

/**
 * Takes endpoints that something is due at for this process alone until `until`. One whose process died is taken again
 * after its claim has run out.
 */
export async function claimEndpoints(tx: Tx, claim: { now: Date; until: Date; most: number }): Promise<string[]> {
  const { now, until, most } = claim
  let due = selectDue(tx, now).limit(most)
  if (isPostgres(tx)) due = due.forNoKeyUpdate().skipLocked()
  const claimed = await tx
    .updateTable('webhook_endpoint')
    .set({ claimed_until: until })
    .where('id', 'in', due)
    .returning('id')
    .execute()
  return claimed.map(({ id }) => id)
}

function selectDue(db: Db, now: Date) {
  return db
    .selectFrom('webhook_endpoint as endpoint')
    .select('endpoint.id')
    .where('endpoint.status', '=', 'active')
    .where((eb) => eb.or([eb('endpoint.claimed_until', 'is', null), eb('endpoint.claimed_until', '<', now)]))
    .where((eb) => eb.or([eb('endpoint.rests_until', 'is', null), eb('endpoint.rests_until', '<=', now)]))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('webhook_delivery as delivery')
          .select('delivery.id')
          .whereRef('delivery.endpoint_id', '=', 'endpoint.id')
          .where('delivery.state', '=', 'pending')
          .where('delivery.due_at', '<=', now),
      ),
    )
}

/** Gives a claim back, unless it has run out and another process has one. */
export async function releaseEndpoint(db: Db, id: string, until: Date): Promise<void> {
  await db
    .updateTable('webhook_endpoint')
    .set({ claimed_until: null })
    .where('id', '=', id)
    .where('claimed_until', '=', until)
    .execute()
}

type SecretColumn = 'sealed_secret' | 'old_sealed_secret'

export async function listSealed(db: Db, column: SecretColumn) {
  return db
    .selectFrom('webhook_endpoint')
    .select(['id', `${column} as sealed`])
    .execute()
}

/** Stores the same secret sealed anew, unless it was rotated meanwhile. */
export async function replaceSealed(
  db: Db,
  column: SecretColumn,
  value: { id: string; old: Uint8Array; new: Uint8Array },
): Promise<void> {
  await db
    .updateTable('webhook_endpoint')
    .set({ [column]: value.new })
    .where('id', '=', value.id)
    .where(column, '=', value.old)
    .execute()
}
