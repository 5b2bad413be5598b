import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

export type OldRow = Readonly<Record<string, unknown>>

/** The database of another service, which is only read. */
export type OldDatabase = {
  /** @param sql with `?` for each parameter */
  readonly rows: (sql: string, parameters?: readonly (string | number)[]) => Promise<OldRow[]>
  readonly columnsOf: (table: string) => Promise<ReadonlySet<string>>
  readonly close: () => Promise<void>
}

/**
 * Opens a database to read from.
 * @param from `postgres://…`, `sqlite:…`, or the path of a file
 * @throws Error with a sentence for the operator; never with the password
 */
export async function openOldDatabase(from: string): Promise<OldDatabase> {
  if (/^postgres(ql)?:\/\//.test(from)) return openPostgres(from)
  const file = from.replace(/^sqlite:(\/\/)?/, '')
  // Of another program's form, `postgis://` and the like, and most likely with a password.
  if (file.includes('://')) {
    throw new Error('A database is given as postgres://user@host/name, sqlite:PATH or the path of a file.')
  }
  return openSqlite(file)
}

async function openSqlite(file: string): Promise<OldDatabase> {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  const rows = (sql: string, parameters: readonly (string | number)[] = []) =>
    database.prepare(sql).all(...parameters) as OldRow[]
  return {
    rows: async (sql, parameters) => rows(sql, parameters),
    columnsOf: async (table) => namesOf(rows('select name from pragma_table_info(?)', [table])),
    close: async () => database.close(),
  }
}

async function openPostgres(url: string): Promise<OldDatabase> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'kalosphere-auth import',
  })
  await client.connect()
  await client.query('set default_transaction_read_only = on')
  const rows = async (sql: string, parameters: readonly (string | number)[] = []) => {
    let place = 0
    const text = sql.replaceAll('?', () => `$${++place}`)
    return (await client.query<OldRow>(text, [...parameters])).rows
  }
  return {
    rows,
    columnsOf: async (table) =>
      namesOf(
        await rows('select attname as name from pg_attribute where attrelid = to_regclass(?) and attnum > 0', [table]),
      ),
    close: () => client.end(),
  }
}

/** Names are put into statements: only those that are plain words. */
function namesOf(rows: readonly OldRow[]): ReadonlySet<string> {
  return new Set(rows.map(({ name }) => String(name)).filter((name) => /^[a-z_]\w*$/i.test(name)))
}
