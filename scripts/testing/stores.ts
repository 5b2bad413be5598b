import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Children } from './children.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { makeTemplateDatabase, makeTemplateFile } from './template.ts'

/** The combinations of stores the service runs on; each passes the same tests. */
export const combinations = ['sqlite', 'postgres', 'postgres-redis'] as const

export type Combination = (typeof combinations)[number]

/** What the tests of a combination find in their environment; a variable that is undefined is not set. */
export type StoreEnvironment = {
  readonly TEST_STORE: Combination
  readonly TEST_DATABASE_URL: string | undefined
  readonly TEST_REDIS_URL: string | undefined
  /** A migrated database to copy: the file, or its name. */
  readonly TEST_TEMPLATE: string
}

export type Stores = {
  /** Has the stores of a combination running; throws an Error that names the component that is lacking. */
  readonly open: (combination: Combination) => Promise<StoreEnvironment>
}

/** Stores start when a combination first asks for them; those that the environment names are used as they are. */
export function makeStores(children: Children): Stores {
  const started = (variable: string, start: (children: Children, folder: string) => Promise<string>) => async () =>
    process.env[variable] || (await start(children, makeFolder()))
  const postgres = once('PostgreSQL (TEST_DATABASE_URL may name one)', started('TEST_DATABASE_URL', startPostgres))
  const redis = once('Redis (TEST_REDIS_URL may name one)', started('TEST_REDIS_URL', startRedis))
  const file = once('database file', () => makeTemplateFile(makeFolder()))
  const database = once('database', async () => makeTemplateDatabase(makeFolder(), await postgres()))
  return {
    async open(combination) {
      const isFile = combination === 'sqlite'
      return {
        TEST_STORE: combination,
        TEST_DATABASE_URL: isFile ? undefined : await postgres(),
        TEST_REDIS_URL: combination === 'postgres-redis' ? await redis() : undefined,
        TEST_TEMPLATE: await (isFile ? file() : database()),
      }
    },
  }
}

function once(name: string, make: () => Promise<string>): () => Promise<string> {
  let made: Promise<string> | undefined
  return () => {
    made ??= make().catch((error: Error) => {
      throw new Error(`no ${name}: ${error.message}`)
    })
    return made
  }
}

/** A folder that is gone when this process ends. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-auth-test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
