import { sql } from 'kysely'
import type { Db } from './db.ts'

/** How many connections of the service there were to PostgreSQL before this one was made; to be asked first of all. */
export async function countOtherConnections(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as "count" from pg_stat_activity as other
    join pg_stat_activity as own on own.pid = pg_backend_pid()
    where other.datname = current_database() and other.application_name = 'kalosphere-auth'
      and other.backend_start < own.backend_start`.execute(db)
  return Number(rows[0]?.count ?? 0)
}
