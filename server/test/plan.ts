import { type Compilable, type RawBuilder, sql } from 'kysely'
import { type Db, isPostgres } from '../src/platform/db/db.ts'

/** How the database would answer a query, in its own words. */
export async function planOf(db: Db, query: Compilable): Promise<string> {
  const compiled = query.compile()
  const explain = isPostgres(db) ? 'explain ' : 'explain query plan '
  const { rows } = await db.executeQuery<Record<string, unknown>>({ ...compiled, sql: explain + compiled.sql } as never)
  return rows.map((row) => String(row.detail ?? row['QUERY PLAN'])).join('\n')
}

const part = 10_000

/** Fills a table by few statements, none of which takes long: each is given a source of numbers `n`. @param many a multiple of 10,000 */
export async function fillInParts(db: Db, many: number, fill: (numbers: RawBuilder<unknown>) => Promise<unknown>) {
  for (let from = 1; from < many; from += part) {
    const to = from + part - 1
    const numbers = isPostgres(db)
      ? sql`generate_series(${from}::int, ${to}::int) as n`
      : sql`(with recursive r(n) as (select ${from} union all select n + 1 from r where n < ${to}) select n from r)`
    await fill(numbers)
  }
}
