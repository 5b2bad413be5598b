import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Who an account's owner is at other services, and sign-ins by them that are under way. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const create = (name: string) => {
    const table = db.schema.createTable(name)
    return engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table
  }
  await create('social_identity')
    .addColumn('id', t.uuid, (c) => c.primaryKey())
    .addColumn('account_id', t.uuid, (c) => c.notNull().references('account.id').onDelete('cascade'))
    .addColumn('provider', t.text, (c) => c.notNull())
    .addColumn('issuer', t.text, (c) => c.notNull())
    .addColumn('subject', t.text, (c) => c.notNull())
    .addColumn('email', t.text)
    .addColumn('sealed_tokens', t.bytes)
    .addColumn('created_at', t.instant, (c) => c.notNull())
    .addColumn('last_used_at', t.instant)
    .addUniqueConstraint('social_identity_issuer_subject', ['issuer', 'subject'])
    .addUniqueConstraint('social_identity_account_id_provider', ['account_id', 'provider'])
    .execute()
  await create('social_flow')
    .addColumn('state_digest', t.text, (c) => c.primaryKey().notNull())
    .addColumn('provider', t.text, (c) => c.notNull())
    .addColumn('purpose', t.text, (c) => c.notNull())
    .addColumn('browser_digest', t.text, (c) => c.notNull())
    .addColumn('challenge', t.text)
    .addColumn('account_id', t.uuid, (c) => c.references('account.id').onDelete('cascade'))
    .addColumn('session_id', t.uuid, (c) => c.references('session.id').onDelete('cascade'))
    .addColumn('target', t.text, (c) => c.notNull())
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .execute()
  await create('social_code')
    .addColumn('digest', t.text, (c) => c.primaryKey().notNull())
    .addColumn('provider', t.text, (c) => c.notNull())
    .addColumn('purpose', t.text, (c) => c.notNull())
    .addColumn('binding', t.text, (c) => c.notNull())
    .addColumn('session_id', t.uuid, (c) => c.references('session.id').onDelete('cascade'))
    .addColumn('proof', t.json, (c) => c.notNull())
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .execute()
  await create('spent_token')
    .addColumn('digest', t.text, (c) => c.primaryKey().notNull())
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .execute()
  await db.schema
    .alterTable('login_ticket')
    .addColumn('identity_id', t.uuid, (c) => c.references('social_identity.id').onDelete('cascade'))
    .execute()
  const index = (table: string, column: string) =>
    db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
  await index('social_identity', 'account_id')
  for (const table of ['social_flow', 'social_code', 'spent_token']) await index(table, 'expires_at')
  for (const table of ['social_flow', 'social_code']) await index(table, 'session_id')
  await index('social_flow', 'account_id')
  await index('login_ticket', 'identity_id')
}
