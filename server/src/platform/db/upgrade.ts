import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { copySqlite } from './copy-sqlite.ts'
import type { DatabaseSettings, Db } from './db.ts'
import { migrate, migrationState, refuseNewerDatabase } from './migrate.ts'

const copiesKept = 3

export type Upgrade = {
  /** The migrations that ran now. */
  readonly ran: readonly string[]
  /** The copy of the database as it was before; undefined where none was made. */
  readonly backup: string | undefined
}

/**
 * Brings the database to this version of the code. A SQLite database that holds something is copied first, verified and
 * with mode 0600, to `<file>.before-<migration>.bak`, of which the newest three stay; PostgreSQL has its own tools and its transactions.
 * @throws Error with a sentence for the operator; nothing has changed then
 */
export async function upgradeDatabase(db: Db, settings: DatabaseSettings): Promise<Upgrade> {
  await refuseNewerDatabase(db)
  const [first] = (await migrationState(db)).pending
  if (first === undefined) return { ran: [], backup: undefined }
  if (settings.engine === 'postgres' || settings.copiesBefore === false || !(await hasTables(db))) {
    return { ran: await migrate(db), backup: undefined }
  }
  const backup = await copyBefore(settings.file, first)
  const ran = await migrate(db)
  // Not before: while nothing newer has come of it, the oldest may be the one that is needed.
  dropOldCopies(settings.file)
  return { ran, backup }
}

function dropOldCopies(file: string): void {
  const start = `${basename(file)}.before-`
  const copies = readdirSync(dirname(file)).filter((name) => name.startsWith(start) && name.endsWith('.bak'))
  const places = copies.map((name) => join(dirname(file), name))
  const newestFirst = places.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const old of newestFirst.slice(copiesKept)) rmSync(old)
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
