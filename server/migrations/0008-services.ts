import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Services that ask about tokens, and the way to find sessions that were just ended. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const table = db.schema.createTable('service')
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table)
    .addColumn('id', t.uuid, (c) => c.primaryKey().notNull())
    .addColumn('client_id', t.text, (c) => c.notNull().unique())
    .addColumn('name', t.text, (c) => c.notNull())
    .addColumn('secret_digest', t.text, (c) => c.notNull())
    .addColumn('old_secret_digest', t.text)
    .addColumn('old_secret_until', t.instant)
    .addColumn('created_at', t.instant, (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('session_revoked_at')
    .on('session')
    .column('revoked_at')
    .where(sql.ref('revoked_at'), 'is not', null)
    .execute()
}
