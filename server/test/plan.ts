import type { Compilable } from 'kysely'
import { type Db, isPostgres } from '../src/platform/db/db.ts'

/** How the database would answer a query, in its own words. */
export async function planOf(db: Db, query: Compilable): Promise<string> {
  const compiled = query.compile()
  const explain = isPostgres(db) ? 'explain ' : 'explain query plan '
  const { rows } = await db.executeQuery<Record<string, unknown>>({ ...compiled, sql: explain + compiled.sql } as never)
  return rows.map((row) => String(row.detail ?? row['QUERY PLAN'])).join('\n')
}
