import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { reasonOf } from '../base/reason-of.ts'
import { lastBackup } from '../operations/backup-note.ts'
import { deployChecklist } from '../operations/deploy-checklist.ts'
import type { Point } from '../operations/deploy-point.ts'
import { systemClock } from '../platform/clock.ts'
import { loadConfig } from '../platform/config.ts'
import type { Config } from '../platform/config-types.ts'
import { migrationState, refuseNewerDatabase } from '../platform/db/migrate.ts'
import { type Cli, sqliteFile } from './cli.ts'
import { failure } from './cli-error.ts'
import { withApp } from './with-app.ts'

const marks = { ok: '✓', todo: '✗', look: '–' } as const

/** `check` */
export function checkCommand(program: Command, cli: Cli): void {
  program
    .command('check')
    .description('see whether configuration and database are right')
    .option('--deploy', 'go through the security checklist of a public service too')
    .action((options: { deploy?: true }) => check(cli, options.deploy === true))
}

async function check(cli: Cli, deploy: boolean): Promise<void> {
  const { config, faults } = loadConfig(cli.environment())
  const points: Point[] = faults.map((says) => ({ point: 'Configuration', state: 'todo', says }))
  if (faults.length === 0) points.push({ point: 'Configuration', state: 'ok', says: 'it is right' })
  points.push(await database(config))
  if (deploy) points.push(...deployChecklist(config, seenBeside(config)))
  const open = points.filter(({ state }) => state === 'todo').length
  const lines = points.map(({ point, state, says }) => `${marks[state]} ${point}: ${says}`)
  cli.console.tell({ ok: open === 0, points }, lines.join('\n'))
  if (open === 0) return
  // The document says it all already.
  if (cli.console.json()) process.exitCode = 1
  else throw failure(`${open} ${open === 1 ? 'point is' : 'points are'} to be done.`)
}

/** Looks without making anything: a database that is not there stays so. */
async function database(config: Config): Promise<Point> {
  const name = 'Database'
  const file = sqliteFile(config)
  if (file !== undefined && !existsSync(file)) {
    return { point: name, state: 'look', says: `none at ${file} yet; the first start makes it` }
  }
  try {
    const { pending } = await withApp(config, async ({ db }) => {
      await refuseNewerDatabase(db)
      return migrationState(db)
    })
    if (pending.length === 0) return { point: name, state: 'ok', says: 'up to date' }
    return { point: name, state: 'todo', says: `run \`kalosphere-auth migrate\`: ${pending.join(', ')} waits` }
  } catch (error) {
    return { point: name, state: 'todo', says: reasonOf(error) }
  }
}

function seenBeside(config: Config): Parameters<typeof deployChecklist>[1] {
  const secretFiles = [resolve('.env'), join(config.dataDir, 'secret-key'), sqliteFile(config)]
  const openFiles = secretFiles.filter((file) => file !== undefined).filter(isOpen)
  const at = lastBackup(config)?.at
  return { now: systemClock(), openFiles, lastBackup: at, breachedList: existsSync(config.passwords.breachedFile) }
}

/** Whether others than its owner may read a file; a folder that is shut shuts what is in it. */
function isOpen(file: string): boolean {
  const lets = (path: string): boolean => (statSync(path).mode & 0o077) !== 0
  return process.platform !== 'win32' && existsSync(file) && lets(file) && lets(dirname(file))
}
