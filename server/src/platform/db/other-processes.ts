import { sql } from 'kysely'
import type { Db } from './db.ts'

/**
 * Who else is connected to this database of PostgreSQL, by the name a program gives itself, else by its role; to be asked
 * before this process has a second connection. Of other roles PostgreSQL shows little, so that theirs count whatever they are.
 */
export async function listOtherConnections(db: Db): Promise<string[]> {
  const { rows } = await sql<{ who: string }>`
    select coalesce(nullif(application_name, ''), usename, 'somebody') as who from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and usesysid is not null and coalesce(backend_type, 'client backend') = 'client backend'
    order by who`.execute(db)
  return rows.map(({ who }) => who)
}
