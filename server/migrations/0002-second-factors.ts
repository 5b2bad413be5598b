import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import { type ColumnTypes, columnTypes, type Engine } from './column-types.ts'

/** Second factors, backup codes, and what waits between two factors. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const create = (name: string) => {
    const table = db.schema.createTable(name)
    return engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table
  }
  await factors(create, t)
  await tickets(create, t)
  await db.schema.alterTable('device').addColumn('trusted_until', t.instant).execute()
  await db.schema.alterTable('session').addColumn('factor_at', t.instant).execute()
  const index = (table: string, columns: string[]) =>
    db.schema
      .createIndex(`${table}_${columns.join('_')}`)
      .on(table)
      .columns(columns)
      .execute()
  await index('backup_code', ['account_id'])
  await index('login_ticket', ['expires_at'])
  await index('login_ticket', ['account_id'])
}

type Create = (name: string) => CreateTableBuilder<string>

async function factors(create: Create, t: ColumnTypes): Promise<void> {
  // One row a kind and account: a pending enrolment stands beside the active factor in columns of its own.
  await create('factor')
    .addColumn('account_id', t.uuid, (c) => c.notNull().references('account.id').onDelete('cascade'))
    .addColumn('kind', t.text, (c) => c.notNull())
    .addColumn('target', t.text, (c) => c.notNull())
    .addColumn('sealed_seed', t.bytes)
    .addColumn('last_step', t.int, (c) => c.notNull())
    .addColumn('confirmed_at', t.instant)
    .addColumn('pending_target', t.text)
    .addColumn('pending_seed', t.bytes)
    .addColumn('pending_until', t.instant)
    .addPrimaryKeyConstraint('factor_pkey', ['account_id', 'kind'])
    .execute()
  await create('backup_code')
    .addColumn('id', t.uuid, (c) => c.primaryKey())
    .addColumn('account_id', t.uuid, (c) => c.notNull().references('account.id').onDelete('cascade'))
    .addColumn('digest', t.text, (c) => c.notNull())
    .addColumn('created_at', t.instant, (c) => c.notNull())
    .addColumn('used_at', t.instant)
    .execute()
}

async function tickets(create: Create, t: ColumnTypes): Promise<void> {
  await create('login_ticket')
    .addColumn('id', t.uuid, (c) => c.primaryKey())
    .addColumn('token_digest', t.text, (c) => c.notNull().unique())
    .addColumn('account_id', t.uuid, (c) => c.notNull().references('account.id').onDelete('cascade'))
    .addColumn('amr', t.json, (c) => c.notNull())
    .addColumn('password_date', t.instant)
    .addColumn('device_name', t.text, (c) => c.notNull())
    .addColumn('created_at', t.instant, (c) => c.notNull())
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .addColumn('used_at', t.instant)
    .execute()
}
