import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Accounts that wait to be erased, and the way to find what is kept for a time only. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const table = db.schema.createTable('erasure')
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table)
    .addColumn('account_id', t.uuid, (c) => c.primaryKey().notNull().references('account.id').onDelete('cascade'))
    .addColumn('asked_at', t.instant, (c) => c.notNull())
    .addColumn('asked_by', t.text, (c) => c.notNull())
    .addColumn('due_at', t.instant, (c) => c.notNull())
    .addColumn('was_active', t.bool, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('erasure_due_at').on('erasure').column('due_at').execute()
  await partialIndex(db, 'factor', 'pending_until')
  await partialIndex(db, 'outbox', 'failed_at')
  await sql`create index account_unverified on account (created_at) where email_verified_at is null`.execute(db)
}

async function partialIndex(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  await db.schema
    .createIndex(`${table}_${column}`)
    .on(table)
    .column(column)
    .where(sql.ref(column), 'is not', null)
    .execute()
}
