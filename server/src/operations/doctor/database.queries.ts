import { sql } from 'kysely'
import type { Db } from '../../platform/db/db.ts'

export type Care = {
  /** As `server_version_num`: 160004 is 16.4. */
  readonly version: number
  readonly fsync: string
  readonly synchronousCommit: string
  readonly fullPageWrites: string
}

/** How carefully PostgreSQL keeps what it has acknowledged. */
export async function readCare(db: Db): Promise<Care | undefined> {
  const { rows } = await sql<Care>`
    select current_setting('server_version_num')::int as "version", current_setting('fsync') as "fsync",
      current_setting('synchronous_commit') as "synchronousCommit",
      current_setting('full_page_writes') as "fullPageWrites"`.execute(db)
  return rows[0]
}

/** How many connections PostgreSQL gives to ordinary roles. */
export async function countSeats(db: Db): Promise<number> {
  const { rows } = await sql<{ seats: number }>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true), '0')::int as "seats"`.execute(db)
  return rows[0]?.seats ?? 0
}

/** The clock of PostgreSQL's machine. */
export async function databaseTime(db: Db): Promise<Date | undefined> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as "now"`.execute(db)
  return rows[0]?.now
}

/** `wal` where readers and the writer do not wait for each other. */
export async function journalMode(db: Db): Promise<string> {
  const { rows } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db)
  return rows[0]?.journal_mode ?? ''
}

/** Reads the whole of a SQLite file, and stops this process meanwhile. @returns the first faults; none when it is whole */
export async function quickCheck(db: Db): Promise<string[]> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(3)`.execute(db)
  return rows.map(({ quick_check }) => quick_check).filter((word) => word !== 'ok')
}
