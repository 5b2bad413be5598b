import { sql } from 'kysely'
import { isPostgres, type Tx } from '../db.ts'
import type { TableName } from '../schema.ts'

export type Row = Record<string, unknown>

/**
 * Reads a table from its beginning to its end, in parts, as the product sees its values.
 * @param size how many rows a part has at most
 */
export function readRows(tx: Tx, table: TableName, size: number): AsyncGenerator<Row[]> {
  return isPostgres(tx) ? fromPostgres(tx, table, size) : fromSqlite(tx, table, size)
}

async function* fromPostgres(tx: Tx, table: TableName, size: number): AsyncGenerator<Row[]> {
  await sql`declare moving no scroll cursor for select * from ${sql.table(table)}`.execute(tx)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(size)} from moving`.execute(tx)
    if (rows.length === 0) break
    yield rows
  }
  await sql`close moving`.execute(tx)
}

/** No table of ours is `without rowid`. */
async function* fromSqlite(tx: Tx, table: TableName, size: number): AsyncGenerator<Row[]> {
  for (let last = 0; ; ) {
    const { rows } = await sql<Row & { moving: number }>`
      select rowid as moving, * from ${sql.table(table)} where rowid > ${last} order by rowid limit ${size}`.execute(tx)
    if (rows.length === 0) return
    last = rows.at(-1)?.moving ?? last
    yield rows.map(({ moving: _, ...row }) => row)
  }
}

export async function countRows(tx: Tx, table: TableName): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(tx)
  return Number(rows[0]?.count ?? 0)
}
