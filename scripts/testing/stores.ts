import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Children } from './children.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'

/** The combinations of stores the service runs on; each passes the same tests. */
export const combinations = ['sqlite', 'postgres', 'postgres-redis'] as const

export type Combination = (typeof combinations)[number]

/** What the tests of a combination find in their environment; a variable that is undefined is not set. */
export type StoreEnvironment = {
  readonly TEST_STORE: Combination
  readonly TEST_DATABASE_URL: string | undefined
  readonly TEST_REDIS_URL: string | undefined
}

export type Stores = {
  /** Has the stores of a combination running; throws an Error that names the component that is lacking. */
  readonly open: (combination: Combination) => Promise<StoreEnvironment>
}

type Starter = (children: Children, folder: string) => Promise<string>

/** Stores start when a combination first asks for them; those that the environment names are used as they are. */
export function makeStores(children: Children): Stores {
  const postgres = once('PostgreSQL', 'TEST_DATABASE_URL', () => inFolder(startPostgres, children))
  const redis = once('Redis', 'TEST_REDIS_URL', () => inFolder(startRedis, children))
  return {
    async open(combination) {
      return {
        TEST_STORE: combination,
        TEST_DATABASE_URL: combination === 'sqlite' ? undefined : await postgres(),
        TEST_REDIS_URL: combination === 'postgres-redis' ? await redis() : undefined,
      }
    },
  }
}

function once(name: string, variable: string, start: () => Promise<string>): () => Promise<string> {
  let url: Promise<string> | undefined
  const begin = async () => process.env[variable] || (await start())
  return () => {
    url ??= begin().catch((error: Error) => {
      throw new Error(`no ${name}: ${error.message} (${variable} may name one)`)
    })
    return url
  }
}

async function inFolder(start: Starter, children: Children): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-auth-test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return start(children, folder)
}
