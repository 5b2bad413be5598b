import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Accounts that came from another service, and how long its tokens go on opening them. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const create = (name: string) => {
    const table = db.schema.createTable(name)
    return engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table
  }
  await create('imported_account')
    .addColumn('account_id', t.uuid, (c) => c.primaryKey().notNull().references('account.id').onDelete('cascade'))
    .addColumn('source', t.text, (c) => c.notNull())
    .addColumn('imported_at', t.instant, (c) => c.notNull())
    .execute()
  await create('erased_import')
    .addColumn('digest', t.text, (c) => c.primaryKey().notNull())
    .addColumn('erased_at', t.instant, (c) => c.notNull())
    .execute()
  await create('legacy_login')
    .addColumn('account_id', t.uuid, (c) => c.primaryKey().notNull().references('account.id').onDelete('cascade'))
    .addColumn('imported_at', t.instant, (c) => c.notNull())
    .addColumn('access_session_id', t.uuid, (c) => c.references('session.id').onDelete('set null'))
    .addColumn('access_ended_at', t.instant)
    .execute()
  await create('legacy_token')
    .addColumn('jti', t.text, (c) => c.primaryKey().notNull())
    .addColumn('session_id', t.uuid, (c) => c.references('session.id').onDelete('cascade'))
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .execute()
  const index = (table: string, column: string) =>
    db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
  await index('legacy_login', 'imported_at')
  await index('legacy_login', 'access_session_id')
  await index('legacy_token', 'expires_at')
  await index('legacy_token', 'session_id')
  // The few that are left of another service's hashes.
  await sql`create index password_foreign on password (account_id) where hash not like '$argon2%'`.execute(db)
}
