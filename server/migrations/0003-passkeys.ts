import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Security keys and passkeys, and the challenges that they sign. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const create = (name: string) => {
    const table = db.schema.createTable(name)
    return engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table
  }
  await create('passkey')
    .addColumn('id', t.uuid, (c) => c.primaryKey())
    .addColumn('account_id', t.uuid, (c) => c.notNull().references('account.id').onDelete('cascade'))
    .addColumn('credential_id', t.text, (c) => c.notNull().unique())
    .addColumn('public_key', t.bytes, (c) => c.notNull())
    .addColumn('sign_count', t.int, (c) => c.notNull())
    .addColumn('transports', t.json, (c) => c.notNull())
    .addColumn('aaguid', t.text, (c) => c.notNull())
    .addColumn('name', t.text, (c) => c.notNull())
    .addColumn('is_backed_up', t.bool, (c) => c.notNull())
    .addColumn('is_multi_device', t.bool, (c) => c.notNull())
    .addColumn('is_user_verified', t.bool, (c) => c.notNull())
    .addColumn('created_at', t.instant, (c) => c.notNull())
    .addColumn('last_used_at', t.instant)
    .execute()
  await create('challenge')
    .addColumn('digest', t.text, (c) => c.primaryKey().notNull())
    .addColumn('purpose', t.text, (c) => c.notNull())
    .addColumn('bound_to', t.text, (c) => c.notNull())
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .execute()
  const no = engine === 'sqlite' ? sql`0` : sql`false`
  await db.schema
    .alterTable('account')
    .addColumn('has_passkey', t.bool, (c) => c.notNull().defaultTo(no))
    .execute()
  const index = (table: string, column: string) =>
    db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
  await index('passkey', 'account_id')
  await index('challenge', 'expires_at')
  await index('challenge', 'bound_to')
}
