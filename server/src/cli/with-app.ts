import { existsSync } from 'node:fs'
import type { App } from '../platform/app.ts'
import { systemClock } from '../platform/clock.ts'
import { loadConfig } from '../platform/config.ts'
import type { Config } from '../platform/config-types.ts'
import { migrationState, refuseNewerDatabase } from '../platform/db/migrate.ts'
import { makeLog } from '../platform/log.ts'
import { openApp } from '../platform/open-app.ts'
import { type Cli, sqliteFile } from './cli.ts'
import { failure } from './cli-error.ts'

const howToMigrate = 'Run `kalosphere-auth migrate`, or start the service once.'

/**
 * The configuration the service would run with.
 * @throws CliError with one line a fault
 */
export function readConfig(cli: Cli): Config {
  const { config, faults } = loadConfig(cli.environment())
  if (faults.length > 0) throw failure(['The configuration is not right:', ...faults].join('\n  - '))
  return config
}

/** Opens the app for one command and closes it again; whatever it logs goes to standard error. */
export async function withApp<T>(config: Config, act: (app: App) => Promise<T>): Promise<T> {
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel
  const log = makeLog(level, { write: (line: string) => void process.stderr.write(line) })
  const app = openApp(config, { now: systemClock, print: () => undefined, log })
  try {
    return await act(app)
  } finally {
    await app.close()
  }
}

/**
 * As `withApp`, on the service's own database as this version of the code expects it.
 * @throws CliError when there is none yet, or its migrations have not run
 */
export async function withService<T>(cli: Cli, act: (app: App) => Promise<T>): Promise<T> {
  const config = readConfig(cli)
  const file = sqliteFile(config)
  // Opening it would make an empty one, in whatever folder somebody happens to stand.
  if (file !== undefined && !existsSync(file)) throw failure(`There is no database at ${file}. ${howToMigrate}`)
  return withApp(config, async (app) => {
    await refuseNewerDatabase(app.db)
    const { pending } = await migrationState(app.db)
    if (pending.length > 0) throw failure(`The database waits for ${pending.join(', ')}. ${howToMigrate}`)
    return act(app)
  })
}
