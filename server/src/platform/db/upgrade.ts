import { renameSync, rmSync } from 'node:fs'
import { copySqlite } from './copy-sqlite.ts'
import type { DatabaseSettings, Db } from './db.ts'
import { migrate, migrationState, refuseNewerDatabase } from './migrate.ts'

export type Upgrade = {
  /** The migrations that ran now. */
  readonly ran: readonly string[]
  /** The copy of the database as it was before; undefined where none was made. */
  readonly backup: string | undefined
}

/**
 * Brings the database to this version of the code. A SQLite database that holds something is copied first, verified and
 * with mode 0600, to `<file>.before-<migration>.bak`; PostgreSQL has its own tools and its transactions.
 * @throws Error with a sentence for the operator; nothing has changed then
 */
export async function upgradeDatabase(db: Db, settings: DatabaseSettings): Promise<Upgrade> {
  await refuseNewerDatabase(db)
  const [first] = (await migrationState(db)).pending
  if (first === undefined) return { ran: [], backup: undefined }
  const backup =
    settings.engine === 'sqlite' && (await hasTables(db)) ? await copyBefore(settings.file, first) : undefined
  return { ran: await migrate(db), backup }
}

async function hasTables(db: Db): Promise<boolean> {
  return (await db.introspection.getTables()).length > 0
}

/** @returns undefined when another process has migrated meanwhile: its copy must not be replaced by a later one */
async function copyBefore(file: string, migration: string): Promise<string | undefined> {
  const target = `${file}.before-${migration}.bak`
  const part = `${target}.${process.pid}.part`
  rmSync(part, { force: true })
  const { migrations } = await copySqlite(file, part).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The database could not be copied before its migration, so nothing was done: ${why}`, { cause })
  })
  if (migrations.includes(migration)) {
    rmSync(part)
    return undefined
  }
  renameSync(part, target)
  return target
}
