import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { store } from './store.ts'

/** A database of a test's own, and the settings that lead a service to it. */
export type Place = { readonly settings: Record<string, string>; readonly remove: () => Promise<void> }

/**
 * A database with nobody in it: a file, or a database of the shared PostgreSQL. `npm test` has one that is migrated already
 * copied (`scripts/testing/template.ts`), since to migrate anew for each test takes a third of the tests' time.
 */
export async function makePlace(): Promise<Place> {
  return placeFrom(process.env.TEST_TEMPLATE)
}

/** A database without a single table. */
export async function makeEmptyPlace(): Promise<Place> {
  return placeFrom(undefined)
}

async function placeFrom(template: string | undefined): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-test-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  if (store === 'sqlite') {
    if (template !== undefined) copyFileSync(template, join(folder, 'kalosphere.db'))
    return { settings: { DATA_DIR: folder }, remove: async () => removeFolder() }
  }
  const url = process.env.TEST_DATABASE_URL
  assert.ok(url, 'TEST_DATABASE_URL is needed for this store')
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await runSql(url, `create database ${name} template ${template ?? 'template0'}`)
  const own = Object.assign(new URL(url), { pathname: `/${name}` }).href
  const redis = store === 'postgres-redis' ? { REDIS_URL: String(process.env.TEST_REDIS_URL) } : {}
  return {
    settings: { DATA_DIR: folder, DATABASE_URL: own, DB_POOL_SIZE: '5', ...redis },
    remove: async () => {
      await runSql(url, `drop database ${name} with (force)`)
      removeFolder()
    },
  }
}

async function runSql(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
