import { type Kysely, sql } from 'kysely'
import { columnTypes, type Engine } from './column-types.ts'

/** Sessions that must enrol a factor first, and the recovery of factors that are lost. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  await db.schema.alterTable('session').addColumn('enrolment_digest', t.text).execute()
  await db.schema
    .createIndex('session_enrolment_digest')
    .on('session')
    .column('enrolment_digest')
    .where(sql.ref('enrolment_digest'), 'is not', null)
    .execute()
  const table = db.schema.createTable('factor_recovery')
  await (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table)
    .addColumn('account_id', t.uuid, (c) => c.primaryKey().notNull().references('account.id').onDelete('cascade'))
    .addColumn('asked_at', t.instant, (c) => c.notNull())
    .addColumn('mail_proved_at', t.instant)
    .addColumn('approved_at', t.instant)
    .addColumn('due_at', t.instant)
    .execute()
  await db.schema.createIndex('factor_recovery_due_at').on('factor_recovery').column('due_at').execute()
}
