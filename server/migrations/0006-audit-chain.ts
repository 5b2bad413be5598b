import { type Kysely, sql } from 'kysely'
import { type ColumnTypes, columnTypes, type Engine } from './column-types.ts'

/** The audit log is sealed into hash chains, and the database itself refuses to change it. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const t = columnTypes(engine)
  await chainColumns(db, t)
  const create = (name: string) => {
    const table = db.schema.createTable(name)
    return engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table
  }
  await create('audit_checkpoint')
    .addColumn('id', t.text, (c) => c.primaryKey().notNull())
    .addColumn('at', t.instant, (c) => c.notNull())
    .addColumn('chains', t.json, (c) => c.notNull())
    .addColumn('sealed_key', t.bytes, (c) => c.notNull())
    .addColumn('signature', t.text, (c) => c.notNull())
    .execute()
  await create('audit_stream')
    .addColumn('chain', t.text, (c) => c.primaryKey().notNull())
    .addColumn('position', t.int, (c) => c.notNull())
    .addColumn('claimed_until', t.instant)
    .execute()
  await firstCheckpoint(db, engine)
  if (engine === 'sqlite') await guardOnSqlite(db)
  else await guardOnPostgres(db)
}

async function chainColumns(db: Kysely<unknown>, t: ColumnTypes): Promise<void> {
  const columns = [
    ['personal_facts', t.json],
    ['subject', t.text],
    ['salt', t.text],
    ['personal_digest', t.text],
    ['chain', t.text],
    ['position', t.int],
    ['hash', t.text],
  ] as const
  for (const [name, type] of columns) await db.schema.alterTable('audit_event').addColumn(name, type).execute()
  // The one personal fact that was recorded so far.
  await sql`update audit_event set personal_facts = facts, facts = '{}' where name = 'account.registered'`.execute(db)
  await sql`create index audit_event_unsealed on audit_event (at) where position is null`.execute(db)
  await sql`create unique index audit_event_position on audit_event (chain, position) where position is not null`.execute(
    db,
  )
}

/** Neither key nor signature yet: a migration cannot seal. It counts as long as both chains are empty. */
async function firstCheckpoint(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const empty = { begins: 0, beginsHash: 'A'.repeat(43), ends: 0, endsHash: 'A'.repeat(43) }
  const chains = JSON.stringify({ main: empty, brief: empty })
  const at = engine === 'sqlite' ? sql`0` : sql`to_timestamp(0)`
  const noKey = engine === 'sqlite' ? sql`x''` : sql`''::bytea`
  await sql`insert into audit_checkpoint (id, at, chains, sealed_key, signature)
    values ('newest', ${at}, ${sql.raw(`'${chains}'`)}, ${noKey}, '')`.execute(db)
}

const unchanged = (...columns: string[]): string =>
  columns.map((name) => `NEW.${name} is not distinct from OLD.${name}`).join(' and ')

const recorded = ['id', 'at', 'name', 'facts']
const personal = ['account_id', 'session_id', 'ip', 'user_agent', 'request_id', 'personal_facts']
const sealed = ['subject', 'personal_digest', 'chain', 'position', 'hash']

/** Sealed once: the seal is put beside the row, which stays as it is. */
const isSealing = `OLD.position is null and NEW.position is not null and ${unchanged(...recorded, ...personal)}`
/** Forgotten: of a sealed row what is personal goes, with the salt of its digest, and the rest stays. */
const isForgetting = `OLD.position is not null and ${unchanged(...recorded, ...sealed)} and NEW.salt is null
  and NEW.account_id is null and NEW.session_id is null and NEW.personal_facts is null
  and NEW.ip = '' and NEW.user_agent = '' and NEW.request_id = ''`

/** What only ever grows: an older checkpoint cannot be put back. */
const ends = ['main', 'brief'].flatMap((chain) => ['begins', 'ends'].map((end) => ({ chain, end })))

async function guardOnSqlite(db: Kysely<unknown>): Promise<void> {
  const refuse = (table: string, act: string, unless: string) =>
    sql
      .raw(`create trigger ${table}_${act} before ${act} on ${table} when not coalesce((${unless}), false)
      begin select raise(abort, '${table} is append-only'); end`)
      .execute(db)
  await refuse('audit_event', 'update', `(${isSealing}) or (${isForgetting})`)
  // Rows go when the checkpoint has begun behind them.
  const begins = `(select json_extract(chains, '$.' || OLD.chain || '.begins') from audit_checkpoint where id = 'newest')`
  await refuse('audit_event', 'delete', `OLD.position <= ${begins}`)
  const grows = ends.map(({ chain, end }) => {
    const before = `case when json_valid(OLD.chains) then json_extract(OLD.chains, '$.${chain}.${end}') end`
    return `json_extract(NEW.chains, '$.${chain}.${end}') >= coalesce(${before}, 0)`
  })
  await refuse('audit_checkpoint', 'update', ['NEW.id = OLD.id', ...grows].join(' and '))
  await refuse('audit_checkpoint', 'delete', 'false')
}

async function guardOnPostgres(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create function audit_refuse() returns trigger language plpgsql as $$
    begin raise exception '% is append-only', TG_TABLE_NAME; end $$`)
    .execute(db)
  await sql
    .raw(`create function audit_refuse_unpruned() returns trigger language plpgsql as $$
    begin
      if OLD.position <= (select (chains -> OLD.chain ->> 'begins')::bigint from audit_checkpoint where id = 'newest') then
        return OLD;
      end if;
      raise exception 'audit_event is append-only';
    end $$`)
    .execute(db)
  const refuse = (table: string, act: string, unless: string) =>
    sql
      .raw(`create trigger ${table}_${act} before ${act} on ${table} for each row
      when (not coalesce((${unless}), false)) execute function audit_refuse()`)
      .execute(db)
  await refuse('audit_event', 'update', `(${isSealing}) or (${isForgetting})`)
  await sql
    .raw(`create trigger audit_event_delete before delete on audit_event for each row
    execute function audit_refuse_unpruned()`)
    .execute(db)
  const grows = ends.map(({ chain, end }) => {
    const [before, now] = ['OLD', 'NEW'].map((row) => `(${row}.chains -> '${chain}' ->> '${end}')::bigint`)
    return `${now} >= coalesce(${before}, 0)`
  })
  await refuse('audit_checkpoint', 'update', ['NEW.id = OLD.id', ...grows].join(' and '))
  await refuse('audit_checkpoint', 'delete', 'false')
  for (const table of ['audit_event', 'audit_checkpoint']) {
    await sql
      .raw(`create trigger ${table}_truncate before truncate on ${table} execute function audit_refuse()`)
      .execute(db)
  }
}
