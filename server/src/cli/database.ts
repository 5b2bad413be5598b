import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { reasonOf } from '../base/reason-of.ts'
import { type BackupNote, noteBackup } from '../operations/backup-note.ts'
import { systemClock } from '../platform/clock.ts'
import type { Config } from '../platform/config-types.ts'
import { backUpSqlite } from '../platform/db/backup-sqlite.ts'
import type { Contents } from '../platform/db/copy-sqlite.ts'
import { migrationState, refuseNewerDatabase } from '../platform/db/migrate.ts'
import { restoreSqlite } from '../platform/db/restore-sqlite.ts'
import { upgradeDatabase } from '../platform/db/upgrade.ts'
import { endEverybody } from '../sessions/end-everybody.ts'
import { type Cli, sqliteFile } from './cli.ts'
import { failure } from './cli-error.ts'
import { makeProgress } from './progress.ts'
import { readConfig, withApp } from './with-app.ts'

/** `migrate`, `backup` and `restore` */
export function databaseCommands(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .description('bring the database to this version; SQLite is copied first')
    .option('--dry-run', 'only say what would run')
    .action((options: { dryRun?: true }) => migrate(cli, options.dryRun === true))
  program
    .command('backup')
    .argument('<file>', 'where to write it')
    .description('copy the SQLite database while the service runs, and verify the copy')
    .option('--force', 'replace a file of that name')
    .action((file: string, options: { force?: true }) => backUp(cli, resolve(file), options.force === true))
  program
    .command('restore')
    .argument('<file>', 'a backup')
    .description('verify a backup and put it in the place of the SQLite database; the replaced one is kept')
    .option('--force', 'even while the service works on the database')
    .option('--end-sessions', 'bring it to this version, and sign everybody out: ended sessions come back otherwise')
    .action((file: string, options: RestoreWish) => restore(cli, resolve(file), options))
}

async function migrate(cli: Cli, dryRun: boolean): Promise<void> {
  const config = readConfig(cli)
  const file = sqliteFile(config)
  if (dryRun && file !== undefined && !existsSync(file)) {
    return cli.console.tell({ pending: 'all' }, `There is no database at ${file} yet: all migrations would run.`)
  }
  await withApp(config, async (app) => {
    await refuseNewerDatabase(app.db)
    if (dryRun) {
      const { pending } = await migrationState(app.db)
      return cli.console.tell({ pending }, inLines('Would run', pending))
    }
    const { ran, backup } = await upgradeDatabase(app.db, config.database)
    const kept = backup === undefined ? '' : `\nThe database as it was before: ${backup}`
    cli.console.tell({ ran, backup: backup ?? null }, inLines('Ran', ran) + kept)
  })
}

function inLines(verb: string, names: readonly string[]): string {
  return names.length === 0 ? 'The database is up to date.' : names.map((name) => `${verb} ${name}`).join('\n')
}

async function backUp(cli: Cli, target: string, force: boolean): Promise<void> {
  const config = readConfig(cli)
  const file = requireSqlite(config, `pg_dump --format=custom --file=${JSON.stringify(target)} "$DATABASE_URL"`)
  const progress = makeProgress('Copying')
  const contents = await backUpSqlite(file, target, { force, onProgress: progress.at }).finally(progress.end)
  const at = systemClock()
  tryToNote(cli, config, { at, file: target })
  cli.console.tell({ file: target, at, ...contents }, `${target} holds ${inRows(contents)}, verified.`)
  const keyFile = join(config.dataDir, 'secret-key')
  if (config.secretKeys.length > 0 || !existsSync(keyFile) || cli.console.json()) return
  cli.console.note(`Keep ${keyFile} as well, in another place: without it the keys in the backup cannot be read.`)
}

/** A backup is none the worse for a note that cannot be written. */
function tryToNote({ console }: Cli, config: Config, note: BackupNote): void {
  try {
    noteBackup(config, note)
  } catch (error) {
    console.note(`\`doctor\` will not know of this backup: ${reasonOf(error)}`)
  }
}

type RestoreWish = { readonly force?: true; readonly endSessions?: true }

async function restore(cli: Cli, backup: string, { force, endSessions }: RestoreWish): Promise<void> {
  const config = readConfig(cli)
  const file = requireSqlite(
    config,
    `pg_restore --clean --if-exists --dbname="$DATABASE_URL" ${JSON.stringify(backup)}`,
  )
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const progress = makeProgress('Copying')
  const ending = endSessions ? { endSessions: (copy: string) => signEverybodyOut(config, copy) } : {}
  const options = { force: force === true, at: systemClock(), onProgress: progress.at, ...ending }
  const { contents, kept, inUse, signedOut } = await restoreSqlite(file, backup, options).finally(progress.end)
  const said = [`${file} holds ${inRows(contents)} now.`]
  if (kept !== undefined) said.push(`The replaced database: ${kept}`)
  if (inUse) said.push('A process still works on the replaced one: start the service anew, now.')
  if (signedOut !== undefined) said.push(`${signedOut} accounts were signed out.`)
  const document = { file, kept: kept ?? null, in_use: inUse, signed_out: signedOut ?? null, ...contents }
  cli.console.tell(document, said.join('\n'))
}

/** @param file the copy of a backup, which is brought to this version first */
function signEverybodyOut(config: Config, file: string): Promise<number> {
  const database = { engine: 'sqlite', file, copiesBefore: false } as const
  return withApp({ ...config, database }, async (app) => {
    await upgradeDatabase(app.db, database)
    return endEverybody(app, 'restored')
  })
}

function inRows({ rows }: Contents): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
  return `${total} rows in ${Object.keys(rows).length} tables`
}

/** @throws CliError with the command of PostgreSQL's own that does it */
function requireSqlite(config: Config, command: string): string {
  const file = sqliteFile(config)
  if (file !== undefined) return file
  throw failure(`The database is PostgreSQL, whose own tools do this well:\n  ${command}`)
}
