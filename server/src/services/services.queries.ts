import type { Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'

export const findService = hotQuery((db, { clientId }: { clientId: string }) =>
  db
    .selectFrom('service')
    .select(['id', 'name', 'secret_digest as secretDigest'])
    .select(['old_secret_digest as oldSecretDigest', 'old_secret_until as oldSecretUntil'])
    .where('client_id', '=', clientId),
)

export async function listServices(db: Db) {
  return db
    .selectFrom('service')
    .select(['client_id as clientId', 'name', 'created_at as createdAt', 'old_secret_until as oldSecretUntil'])
    .orderBy('created_at')
    .orderBy('id')
    .limit(1000)
    .execute()
}

export async function insertService(db: Db, service: Insertable<Schema['service']>): Promise<void> {
  await db.insertInto('service').values(service).execute()
}

type Renewal = { clientId: string; secretDigest: string; oldUntil: Date }

/** Gives a service another secret; the present one counts a while longer. @returns false for no such service */
export async function renewSecret(db: Db, { clientId, secretDigest, oldUntil }: Renewal): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('service')
    .set((eb) => ({
      old_secret_digest: eb.ref('secret_digest'),
      old_secret_until: oldUntil,
      secret_digest: secretDigest,
    }))
    .where('client_id', '=', clientId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function deleteService(db: Db, clientId: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('service').where('client_id', '=', clientId).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
