import { existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Contents, copySqlite, type OnProgress } from './copy-sqlite.ts'

export type BackupOptions = {
  /** Whether a file of that name may be replaced. */
  readonly force: boolean
  readonly onProgress?: OnProgress
}

/**
 * Backs a SQLite database up while the service runs. The copy is made and verified beside the target and takes its name
 * in one step: a file of that name is a whole backup, or the one that was there before.
 * @param file the database
 * @param target the backup, mode 0600
 * @throws Error with a sentence for the operator
 */
export async function backUpSqlite(file: string, target: string, options: BackupOptions): Promise<Contents> {
  if (!existsSync(file)) throw new Error(`There is no database at ${file}.`)
  if (!existsSync(dirname(target))) throw new Error(`There is no folder ${dirname(target)}.`)
  if (existsSync(target)) {
    if (realpathSync(target) === realpathSync(file)) throw new Error(`${target} is the database itself.`)
    if (statSync(target).isDirectory()) throw new Error(`${target} is a folder; name a file in it.`)
    if (!options.force) throw new Error(`${target} exists; choose another name, or --force to replace it.`)
  }
  // Of a copy that was killed; two backups of one name at once are nobody's wish.
  rmSync(`${target}.part`, { force: true })
  const contents = await copySqlite(file, `${target}.part`, options.onProgress)
  renameSync(`${target}.part`, target)
  return contents
}
