import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { namesOf } from './people.ts'
import type { Place } from './service.ts'

/** What differs between the two engines when rows are copied by the thousand. */
type Engine = {
  /** A table of one column `n` from one number to another. */
  readonly numbers: (from: number, to: number) => string
  /** An id that is its number's own, scattered as random ones are. */
  readonly id: (kind: number) => string
  readonly padded: string
  readonly columns: (table: string) => Promise<readonly string[]>
  readonly run: (sql: string) => Promise<void>
  /** Does now what the database would do by itself some time behind so many rows. */
  readonly settle: () => Promise<void>
  /** Bytes on disk. */
  readonly size: () => Promise<number>
  readonly close: () => Promise<void>
}

const digits = 7
/** Odd, so that 2^32 numbers in a row become as many others. */
const scatter = '((n * 2654435761) % 4294967296)'

/** The address of a seeded account, counted from 1. */
export function seededEmail(n: number): string {
  return `seed-${String(n).padStart(digits, '0')}@example.com`
}

/**
 * Gives a stopped service accounts by the thousand: copies of its first person with password, device and session, each
 * with names and ids of its own.
 * @returns bytes that the database then takes on disk
 */
export async function seedAccounts(place: Place, { from, to }: { from: number; to: number }): Promise<number> {
  const engine = place.databaseUrl === undefined ? openFile(place) : await openServer(place.databaseUrl)
  try {
    for (const copy of copiesOf(engine)) {
      const columns = await engine.columns(copy.table)
      const values = columns.map((name) => copy.own[name] ?? `t.${name}`)
      const first = `select id from account where email = '${namesOf('person-0').email}'`
      await engine.run(`insert into ${copy.table} (${columns.join()}) select ${values.join()}
        from (select * from ${copy.table} where ${copy.owner} = (${first}) limit 1) t, ${engine.numbers(from, to)}`)
    }
    await engine.settle()
    return await engine.size()
  } finally {
    await engine.close()
  }
}

type Copy = { readonly table: string; readonly owner: string; readonly own: Readonly<Record<string, string>> }

function copiesOf({ id, padded }: Engine): readonly Copy[] {
  const email = `'seed-' || ${padded} || '@example.com'`
  const username = `'seed-' || ${padded}`
  const names = { email, email_key: email, username, username_key: username }
  const owner = 'account_id'
  return [
    { table: 'account', owner: 'id', own: { ...names, id: id(0) } },
    { table: 'password', owner, own: { account_id: id(0) } },
    { table: 'device', owner, own: { id: id(2), account_id: id(0), token_digest: `'digest-' || ${padded}` } },
    { table: 'session', owner, own: { id: id(1), account_id: id(0), device_id: id(2) } },
  ]
}

function openFile({ folder }: Place): Engine {
  const file = join(folder, 'data/kalosphere.db')
  const database = new DatabaseSync(file)
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000')
  return {
    numbers: (from, to) => `(with recursive counted(n) as (select ${from} union all select n + 1 from counted
      where n < ${to}) select n from counted) numbers`,
    id: (kind) => `printf('%08x-0000-400${kind}-8000-%012x', ${scatter}, n)`,
    padded: `printf('%0${digits}d', n)`,
    columns: async (table) => database.prepare(`select name from pragma_table_info('${table}')`).all().map(nameIn),
    run: async (sql) => database.exec(sql),
    settle: async () => database.exec('analyze'),
    async size() {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return statSync(file).size
    },
    close: async () => database.close(),
  }
}

async function openServer(url: string): Promise<Engine> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const ask = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows
  const columns = `select column_name as name from information_schema.columns where table_schema = 'public' and table_name`
  return {
    numbers: (from, to) => `generate_series(${from}::bigint, ${to}::bigint) numbers(n)`,
    id: (kind) => `(lpad(to_hex(${scatter}), 8, '0') || '-0000-400${kind}-8000-' || lpad(to_hex(n), 12, '0'))::uuid`,
    padded: `lpad(n::text, ${digits}, '0')`,
    columns: async (table) => (await ask(`${columns} = '${table}' order by ordinal_position`)).map(nameIn),
    run: async (sql) => void (await ask(sql)),
    async settle() {
      await ask('vacuum analyze')
      await ask('checkpoint')
    },
    size: async () => Number((await ask('select pg_database_size(current_database()) as name')).map(nameIn)[0]),
    close: () => client.end(),
  }
}

function nameIn(row: Record<string, unknown>): string {
  return String(row.name)
}
