import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Notices that people see in the application, and the tickets that open a socket for them. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const table = (name: string) => {
    const builder = db.schema.createTable(name)
    return engine === 'sqlite' ? builder.modifyEnd(sql`strict`) : builder
  }
  await table('notice')
    .addColumn('id', t.uuid, (c) => c.primaryKey().notNull())
    .addColumn('account_id', t.uuid, (c) => c.notNull().references('account.id').onDelete('cascade'))
    .addColumn('type', t.text, (c) => c.notNull())
    .addColumn('at', t.instant, (c) => c.notNull())
    .addColumn('data', t.json, (c) => c.notNull())
    .addColumn('read_at', t.instant)
    .execute()
  // The list of one person, in its order.
  await db.schema.createIndex('notice_list').on('notice').columns(['account_id', 'at', 'id']).execute()
  // What is new on any node, and what is old enough to go.
  await db.schema.createIndex('notice_at').on('notice').column('at').execute()
  await table('notice_ticket')
    .addColumn('token_digest', t.text, (c) => c.primaryKey().notNull())
    .addColumn('account_id', t.uuid, (c) => c.notNull().references('account.id').onDelete('cascade'))
    .addColumn('session_id', t.uuid, (c) => c.notNull().references('session.id').onDelete('cascade'))
    .addColumn('by_page', t.bool, (c) => c.notNull())
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('notice_ticket_expires_at').on('notice_ticket').column('expires_at').execute()
  // What goes with its account or session is found without reading the whole table.
  for (const column of ['account_id', 'session_id']) {
    await db.schema.createIndex(`notice_ticket_${column}`).on('notice_ticket').column(column).execute()
  }
}
