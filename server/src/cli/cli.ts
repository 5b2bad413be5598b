import type { Config } from '../platform/config-types.ts'
import type { Environment } from '../platform/settings-reader.ts'
import type { Console } from './console.ts'

/** What the commands are given: the parts that stand above them, and those that tests of a part would change. */
export type Cli = {
  readonly console: Console
  readonly environment: () => Environment
  /** Runs the service until it is told to stop. */
  readonly serve: () => Promise<void>
  /** The API document as it stands in the file of the project. */
  readonly openapi: () => Promise<string>
}

/** The file of the SQLite database; undefined on PostgreSQL. */
export function sqliteFile({ database }: Config): string | undefined {
  return database.engine === 'sqlite' ? database.file : undefined
}
