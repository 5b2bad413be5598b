import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** What administration needs to find its rows among millions, and the link that makes the first administrator. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  // Prefixes are found, and names sorted, by their bytes; SQLite does so by itself.
  if (engine === 'postgres') {
    await sql`create index account_email_bytes on account (email_key collate "C")`.execute(db)
    await sql`create index account_username_bytes on account (username_key collate "C")`.execute(db)
    await sql`create index factor_phone on factor (target collate "C") where kind = 'sms'`.execute(db)
  } else await sql`create index factor_phone on factor (target) where kind = 'sms'`.execute(db)
  await sql`create index account_newest on account (created_at, id)`.execute(db)
  // The few among the many.
  await sql`create index account_staff on account (created_at, id) where roles <> '[]'`.execute(db)
  await sql`create index account_inactive on account (created_at, id) where is_active = false`.execute(db)
  await sql`create index account_guarded on account (created_at, id)
    where (mfa_enabled or email_mfa_enabled or is_phone_verified or has_passkey)`.execute(db)
  await sql`create index session_newest on session (created_at, id, expires_at) where revoked_at is null`.execute(db)
  await sql`create index audit_event_at on audit_event (at, id)`.execute(db)
  await sql`create index audit_event_name on audit_event (name, at, id)`.execute(db)
  const table = db.schema.createTable('first_admin_link')
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table)
    .addColumn('token_digest', t.text, (c) => c.primaryKey().notNull())
    .addColumn('expires_at', t.instant, (c) => c.notNull())
    .execute()
}
