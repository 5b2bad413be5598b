import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'

/** What a database file holds: the count of rows by table, and the names of the migrations that ran on it. */
export type Contents = { readonly rows: Readonly<Record<string, number>>; readonly migrations: readonly string[] }

/** Told how much of the whole is done; at the end all of it. */
export type OnProgress = (done: number, total: number) => void

/** Pages copied before the progress is told and other work may go on. */
const pagesAtOnce = 500
const patienceMs = 5000

/**
 * Copies a SQLite database while it is in use, and proves the copy: it is whole by SQLite's own check and holds the very
 * rows that the source held at one moment. What is written to the source meanwhile is not in it.
 * @param source a database file; it is only read
 * @param target must not exist; made with mode 0600, one file without companions, synced to disk
 * @returns what the copy holds
 * @throws Error with a sentence for the operator; the target is gone then
 */
export async function copySqlite(source: string, target: string, onProgress?: OnProgress): Promise<Contents> {
  // Private before anything is in it, and nobody's file is overwritten.
  closeSync(openSync(target, 'wx', 0o600))
  try {
    const expected = await copySnapshot(source, target, onProgress)
    const found = verifySqlite(target)
    const differing = Object.keys(expected.rows).find((table) => expected.rows[table] !== found.rows[table])
    if (differing !== undefined) throw new Error(`The copy has other rows in "${differing}" than ${source}.`)
    onProgress?.(1, 1)
    return found
  } catch (error) {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(target + ending, { force: true })
    throw error
  }
}

async function copySnapshot(source: string, target: string, onProgress?: OnProgress): Promise<Contents> {
  const database = new DatabaseSync(source, { readOnly: true, timeout: patienceMs })
  try {
    // The copy reads in this transaction, so that it and the counts see the same moment.
    database.exec('BEGIN')
    const contents = readContents(source, database)
    const progress = (left: { totalPages: number; remainingPages: number }): void =>
      onProgress?.(left.totalPages - left.remainingPages, left.totalPages)
    await backup(database, target, { rate: pagesAtOnce, progress })
    return contents
  } finally {
    database.close()
  }
}

/** Checks a file of our own making and leaves it as one file that needs no companions. */
function verifySqlite(file: string): Contents {
  const database = new DatabaseSync(file, { timeout: patienceMs })
  try {
    database.exec('PRAGMA journal_mode = DELETE')
    const said = database.prepare('PRAGMA integrity_check').all()
    const faults = said.map((row) => String(row.integrity_check)).filter((word) => word !== 'ok')
    if (faults.length > 0) throw new Error(`The copy is damaged: ${faults.slice(0, 3).join('; ')}.`)
    return readContents(file, database)
  } finally {
    database.close()
    syncFile(file)
  }
}

function readContents(file: string, database: DatabaseSync): Contents {
  try {
    const named = database.prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    const tables = named.all().map((row) => String(row.name))
    const rows = tables.map((table): [string, number] => {
      const counted = database.prepare(`select count(*) as rows from "${table.replaceAll('"', '""')}"`).get()
      return [table, Number(counted?.rows)]
    })
    const ran = tables.includes('kysely_migration')
      ? database.prepare('select name from kysely_migration order by name').all()
      : []
    return { rows: Object.fromEntries(rows), migrations: ran.map((row) => String(row.name)) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${file} cannot be read as a database: ${why}.`, { cause })
  }
}

/** Waits until what was written to a file is on the disk. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  fsyncSync(handle)
  closeSync(handle)
}
