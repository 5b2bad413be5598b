import { existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Contents, copySqlite, type OnProgress } from './copy-sqlite.ts'
import { unknownMigrations } from './migrate.ts'

export type RestoreOptions = {
  /** Whether to go on although another process holds the database. */
  readonly force: boolean
  /** Becomes part of the name under which the replaced database is kept. */
  readonly at: Date
  readonly onProgress?: OnProgress
}

export type Restored = {
  readonly contents: Contents
  /** Where the replaced database is; undefined when there was none. */
  readonly kept: string | undefined
  /** Whether a process still works on the replaced file, and must be started anew. */
  readonly inUse: boolean
}

/**
 * Puts a backup in the place of the database. The backup is copied and verified before anything is touched, and the
 * replaced database is kept beside the new one.
 * @param file the database
 * @param backup a file that `backUpSqlite` has made, or any copy of a database of this service
 * @throws Error with a sentence for the operator; the database is then as it was
 */
export async function restoreSqlite(file: string, backup: string, options: RestoreOptions): Promise<Restored> {
  if (!existsSync(backup)) throw new Error(`There is no file ${backup}.`)
  rmSync(`${file}.part`, { force: true })
  const contents = await copySqlite(backup, `${file}.part`, options.onProgress)
  try {
    refuseForeign(backup, contents)
    const inUse = existsSync(file) && !standsAlone(file)
    if (inUse && !options.force) {
      throw new Error(`A process still works on ${file}. Stop the service first, or --force and start it anew at once.`)
    }
    const kept = existsSync(file) ? putAside(file, options.at) : undefined
    renameSync(`${file}.part`, file)
    return { contents, kept, inUse }
  } finally {
    rmSync(`${file}.part`, { force: true })
  }
}

function refuseForeign(backup: string, { migrations }: Contents): void {
  if (migrations.length === 0) throw new Error(`${backup} is no database of this service.`)
  const unknown = unknownMigrations(migrations)
  if (unknown.length === 0) return
  throw new Error(`${backup} is newer than this version (it has ${unknown.join(', ')}). Restore it with the newer one.`)
}

/**
 * Whether no other connection is open on the database. SQLite leaves write-ahead logging only for one that is alone, and
 * takes the log into the file at that, so that the file holds everything.
 */
export function standsAlone(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = DELETE')
    return true
  } catch (error) {
    const isBusy = error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
    if (isBusy) return false
    // A damaged file is a reason to restore, not a reason to refuse.
    return true
  } finally {
    database.close()
  }
}

/** Whatever stands in the log beside a database belongs to it, and must never meet another one. */
function putAside(file: string, at: Date): string {
  const kept = `${file}.replaced-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(file + ending)) renameSync(file + ending, kept + ending)
  }
  return kept
}
