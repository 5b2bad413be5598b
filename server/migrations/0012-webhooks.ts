import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Where events are sent as webhooks, and how each sending stands. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  const table = (name: string) => {
    const builder = db.schema.createTable(name)
    return engine === 'sqlite' ? builder.modifyEnd(sql`strict`) : builder
  }
  await table('webhook_endpoint')
    .addColumn('id', t.uuid, (c) => c.primaryKey().notNull())
    .addColumn('url', t.text, (c) => c.notNull())
    .addColumn('event_types', t.json, (c) => c.notNull())
    .addColumn('sealed_secret', t.bytes, (c) => c.notNull())
    .addColumn('old_sealed_secret', t.bytes)
    .addColumn('old_secret_until', t.instant)
    .addColumn('status', t.text, (c) => c.notNull())
    .addColumn('created_at', t.instant, (c) => c.notNull())
    .addColumn('failing_since', t.instant)
    .addColumn('rests_until', t.instant)
    .addColumn('claimed_until', t.instant)
    .execute()
  await table('webhook_delivery')
    .addColumn('id', t.uuid, (c) => c.primaryKey().notNull())
    .addColumn('endpoint_id', t.uuid, (c) => c.notNull().references('webhook_endpoint.id').onDelete('cascade'))
    .addColumn('event_id', t.uuid, (c) => c.notNull())
    .addColumn('event_type', t.text, (c) => c.notNull())
    .addColumn('user_id', t.uuid)
    .addColumn('body', t.text, (c) => c.notNull())
    .addColumn('position', t.int, (c) => c.notNull())
    .addColumn('state', t.text, (c) => c.notNull())
    .addColumn('attempts', t.int, (c) => c.notNull())
    .addColumn('due_at', t.instant, (c) => c.notNull())
    .addColumn('created_at', t.instant, (c) => c.notNull())
    .addColumn('last_attempt_at', t.instant)
    .addColumn('last_status', t.int)
    .addColumn('last_error', t.text)
    .addColumn('kept_until', t.instant, (c) => c.notNull())
    .execute()
  // An event that is handed out twice becomes one delivery; a replay finds it.
  await index(db, 'webhook_delivery_event', ['endpoint_id', 'event_id'], true)
  // What is due next at one endpoint, and how many wait or were given up there.
  await index(db, 'webhook_delivery_due', ['endpoint_id', 'state', 'due_at', 'position'])
  // A replay since some time, and the list of the newest.
  await index(db, 'webhook_delivery_created', ['endpoint_id', 'created_at'])
  await index(db, 'webhook_delivery_kept', ['kept_until'])
  await index(db, 'webhook_delivery_user', ['user_id'])
}

async function index(db: Kysely<unknown>, name: string, columns: string[], unique = false): Promise<void> {
  const builder = db.schema.createIndex(name).on('webhook_delivery').columns(columns)
  await (unique ? builder.unique() : builder).execute()
}
