import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Since when access tokens of a session count, and backup codes as slow hashes that can be sealed anew. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  await db.schema.alterTable('session').addColumn('access_from', t.instant).execute()
  await db.schema.alterTable('backup_code').addColumn('hashed_by', t.text).execute()
  await db.schema.alterTable('backup_code').addColumn('sealed_hash', t.bytes).execute()
}
