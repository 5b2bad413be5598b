import { join, resolve } from 'node:path'
import type { DatabaseSettings } from './db/db.ts'
import type { SettingsReader } from './settings-reader.ts'

/** Reads where the database is: by itself a SQLite file in `DATA_DIR`. */
export function readDatabase(read: SettingsReader, dataDir: string): DatabaseSettings {
  const url = read.optional('DATABASE_URL') ?? legacyDatabaseUrl(read)
  const poolSize = read.whole('DB_POOL_SIZE', 10, [1, 500])
  const readOnly = read.flag('READ_ONLY', false)
  const copiesBefore = read.flag('BACKUP_BEFORE_MIGRATION', true)
  const own = { engine: 'sqlite', file: join(dataDir, 'kalosphere.db'), readOnly, copiesBefore } as const
  if (url === undefined) return own
  const named = databaseAt(url, poolSize)
  if (named === undefined) read.fault('DATABASE_URL must begin with sqlite: or postgres://.')
  return named === undefined ? own : { ...named, readOnly, copiesBefore }
}

/** @returns undefined for an address that is neither PostgreSQL's (`postgres://…`) nor a file's (`sqlite:…`) */
export function databaseAt(url: string, poolSize: number): DatabaseSettings | undefined {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return { engine: 'postgres', url, poolSize }
  if (url.startsWith('sqlite:')) return { engine: 'sqlite', file: resolve(url.slice(7).replace(/^\/\//, '')) }
  return undefined
}

function legacyDatabaseUrl(read: SettingsReader): string | undefined {
  const name = read.optional('DB_NAME')
  if (name === undefined) return undefined
  const user = encodeURIComponent(read.text('DB_USER', 'postgres'))
  const password = encodeURIComponent(read.text('DB_PASS', ''))
  const port = read.whole('DB_PORT', 5432, [1, 65535])
  return `postgres://${user}:${password}@${read.text('DB_HOST', 'localhost')}:${port}/${encodeURIComponent(name)}`
}
