import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** What a "this wasn't me" link is about, and the accounts that such a link has frozen. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  await db.schema.alterTable('proof').addColumn('about', t.json).execute()
  const table = db.schema.createTable('freeze')
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table)
    .addColumn('account_id', t.uuid, (c) => c.primaryKey().notNull().references('account.id').onDelete('cascade'))
    .addColumn('at', t.instant, (c) => c.notNull())
    .addColumn('thawed_at', t.instant)
    .execute()
}
