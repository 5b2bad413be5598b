import { existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Contents, copySqlite, type OnProgress, syncFile } from './copy-sqlite.ts'
import { unknownMigrations } from './migrate.ts'

/** A database and what SQLite writes beside it. */
const endings = ['', '-wal', '-shm']

export type RestoreOptions = {
  /** Whether to go on although another process holds the database. */
  readonly force: boolean
  /** Becomes part of the name under which the replaced database is kept. */
  readonly at: Date
  readonly onProgress?: OnProgress
  /**
   * Ends the sessions in the copy before it takes the place of the database, and tells of how many accounts; nothing is
   * replaced when it fails.
   */
  readonly endSessions?: (copy: string) => Promise<number>
}

export type Restored = {
  readonly contents: Contents
  /** Where the replaced database is; undefined when there was none. */
  readonly kept: string | undefined
  /** Whether a process still works on the replaced file, and must be started anew. */
  readonly inUse: boolean
  /** How many accounts were signed out; undefined where that was not asked for. */
  readonly signedOut: number | undefined
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
  const copy = `${file}.part`
  removeWhole(copy)
  const contents = await copySqlite(backup, copy, options.onProgress)
  try {
    refuseForeign(backup, contents)
    const inUse = existsSync(file) && !standsAlone(file)
    if (inUse && !options.force) {
      throw new Error(`A process still works on ${file}. Stop the service first, or --force and start it anew at once.`)
    }
    const signedOut = options.endSessions && (await endSessionsIn(copy, options.endSessions))
    const kept = existsSync(file) ? putAside(file, options.at) : undefined
    renameSync(copy, file)
    return { contents, kept, inUse, signedOut }
  } finally {
    removeWhole(copy)
  }
}

async function endSessionsIn(copy: string, end: (copy: string) => Promise<number>): Promise<number> {
  try {
    const accounts = await end(copy)
    if (!standsAlone(copy)) throw new Error(`${copy} is in use`)
    syncFile(copy)
    return accounts
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Nobody could be signed out in the backup, so nothing was replaced: ${why}`, { cause })
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

function removeWhole(file: string): void {
  for (const ending of endings) rmSync(file + ending, { force: true })
}

/** Whatever stands in the log beside a database belongs to it, and must never meet another one. */
function putAside(file: string, at: Date): string {
  const kept = `${file}.replaced-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
  for (const ending of endings) {
    if (existsSync(file + ending)) renameSync(file + ending, kept + ending)
  }
  return kept
}
