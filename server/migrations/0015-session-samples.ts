import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** How many sessions lived, hour by hour. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const table = db.schema.createTable('session_sample')
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table)
    .addColumn('hour', t.instant, (c) => c.primaryKey().notNull())
    .addColumn('living', t.int, (c) => c.notNull())
    .execute()
}
