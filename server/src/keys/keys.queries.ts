import type { Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'

export type StoredKey = {
  kid: string
  alg: string
  publicJwk: Record<string, unknown>
  sealedPrivate: Uint8Array
  createdAt: Date
  activatesAt: Date
  retiresAt: Date | null
}

/** Oldest first. */
export async function listKeys(db: Db): Promise<StoredKey[]> {
  return db
    .selectFrom('signing_key')
    .select([
      'kid',
      'alg',
      'public_jwk as publicJwk',
      'sealed_private as sealedPrivate',
      'created_at as createdAt',
      'activates_at as activatesAt',
      'retires_at as retiresAt',
    ])
    .orderBy('activates_at')
    .orderBy('kid')
    .execute()
}

export async function insertKey(db: Db, key: Insertable<Schema['signing_key']>): Promise<void> {
  await db.insertInto('signing_key').values(key).execute()
}

/** Sets the end of every key that has none yet, except the newest. */
export async function retireKeysBut(db: Db, kid: string, at: Date): Promise<void> {
  await db
    .updateTable('signing_key')
    .set({ retires_at: at })
    .where('kid', '<>', kid)
    .where('retires_at', 'is', null)
    .execute()
}

export async function deleteRetiredKeys(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('signing_key').where('retires_at', '<', before).execute()
}

/** Stores the same private key sealed anew. */
export async function replaceSealedKey(db: Db, kid: string, sealed: Uint8Array): Promise<void> {
  await db.updateTable('signing_key').set({ sealed_private: sealed }).where('kid', '=', kid).execute()
}
