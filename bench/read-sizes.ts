import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Place } from './service.ts'

/** What a table takes on disk, in whole pages. */
export type TableSize = {
  readonly name: string
  readonly rows: number
  readonly tableBytes: number
  readonly indexBytes: number
}

/** The tables of a stopped service, the largest first. */
export async function readSizes(place: Place): Promise<readonly TableSize[]> {
  const sizes = place.databaseUrl === undefined ? readFile(place) : await readServer(place.databaseUrl)
  return sizes.toSorted((a, b) => b.tableBytes + b.indexBytes - (a.tableBytes + a.indexBytes))
}

function readFile({ folder }: Place): TableSize[] {
  const database = new DatabaseSync(join(folder, 'data/kalosphere.db'))
  // Pages as they are when nothing was ever removed.
  database.exec('VACUUM')
  const pages = `select m.tbl_name as name, m.type = 'table' as own, sum(s.pgsize) as bytes
    from dbstat s join sqlite_schema m on m.name = s.name where m.tbl_name not like 'sqlite_%' group by m.tbl_name, own`
  const sizes = new Map<string, TableSize>()
  for (const { name, own, bytes } of database.prepare(pages).all() as { name: string; own: number; bytes: number }[]) {
    const { rows } = database.prepare(`select count(*) as rows from "${name}"`).get() as { rows: number }
    const known = sizes.get(name) ?? { name, rows, tableBytes: 0, indexBytes: 0 }
    sizes.set(name, { ...known, [own ? 'tableBytes' : 'indexBytes']: bytes })
  }
  database.close()
  return [...sizes.values()]
}

async function readServer(url: string): Promise<TableSize[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('vacuum full analyze')
    const { rows } = await client.query<Record<'name' | 'rows' | 'own' | 'indexes', string>>(
      `select relname as name, n_live_tup as rows, pg_table_size(relid) as own, pg_indexes_size(relid) as indexes
       from pg_stat_user_tables`,
    )
    return rows.map((row) => ({
      name: row.name,
      rows: Number(row.rows),
      tableBytes: Number(row.own),
      indexBytes: Number(row.indexes),
    }))
  } finally {
    await client.end()
  }
}
