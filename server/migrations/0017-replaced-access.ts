import type { Kysely } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Since when access tokens of a session count: a fresh proof replaces those from before it. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await db.schema.alterTable('session').addColumn('access_from', columnTypes(engine).instant).execute()
}
