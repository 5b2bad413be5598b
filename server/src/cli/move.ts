import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { moveDatabase } from '../operations/move-database.ts'
import type { Config } from '../platform/config-types.ts'
import { databaseAt } from '../platform/database-settings.ts'
import type { DatabaseSettings, Db } from '../platform/db/db.ts'
import { listOtherConnections } from '../platform/db/other-processes.ts'
import { standsAlone } from '../platform/db/restore-sqlite.ts'
import { type Cli, sqliteFile } from './cli.ts'
import { failure, misuse } from './cli-error.ts'
import { inColumns } from './console.ts'
import { makeProgress } from './progress.ts'
import { readConfig, withService } from './with-app.ts'

/** The name of the setting that holds the address, which may have a password in it. */
const addressName = 'KALOSPHERE_MOVE_TO'

type Options = { readonly to?: string; readonly whileReadOnly?: true }

/** `move` */
export function moveCommand(program: Command, cli: Cli): void {
  program
    .command('move')
    .description('move everything into another database, SQLite or PostgreSQL, and compare it there')
    .option('--to <address>', `postgres://… or sqlite:FILE, new or empty; ${addressName} may hold it too`)
    .option('--while-read-only', 'although the service runs: all of it with READ_ONLY=True')
    .action((options: Options) => move(cli, options))
}

async function move(cli: Cli, options: Options): Promise<void> {
  const config = readConfig(cli)
  const to = targetOf(cli, config, options.to)
  const file = sqliteFile(config)
  const mayRun = options.whileReadOnly === true
  if (file !== undefined && existsSync(file) && !mayRun && !standsAlone(file)) throw inUse(file)
  const writing = { READ_ONLY: undefined }
  const progress = makeProgress('Moving')
  const sums = await withService({ ...cli, environment: () => ({ ...cli.environment(), ...writing }) }, async (app) => {
    if (file === undefined && !mayRun) await requireAlone(app.db)
    return moveDatabase(app, to, progress.at)
  }).finally(progress.end)
  const rows = Object.entries(sums).map(([table, sum]) => [table, `${sum.rows}`, sum.digest.slice(0, 16)])
  const next =
    'Everything is there, compared. Set DATABASE_URL to it, with the same SECRET_KEY and DATA_DIR, and start.'
  cli.console.tell({ tables: sums }, `${inColumns([['TABLE', 'ROWS', 'SUM'], ...rows])}\n\n${next}`)
}

function targetOf(cli: Cli, { database }: Config, given: string | undefined): DatabaseSettings {
  const address = given ?? cli.environment()[addressName]
  const to = address === undefined ? undefined : databaseAt(address, 2)
  if (to === undefined) throw misuse('--to takes postgres://… or sqlite:FILE.')
  const isSame =
    to.engine === 'sqlite'
      ? database.engine === 'sqlite' && database.file === to.file
      : database.engine === 'postgres' && database.url === to.url
  if (isSame) throw misuse('That is the database everything is in already.')
  return to
}

async function requireAlone(db: Db): Promise<void> {
  const others = [...new Set(await listOtherConnections(db))]
  if (others.length > 0) throw inUse(`the database (${others.join(', ')})`)
}

function inUse(what: string): Error {
  return failure(
    `A process still works on ${what}, and what it writes would be lost. Stop the service first; or run it with READ_ONLY=True, and say --while-read-only.`,
  )
}
