import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { atEnd } from './at-end.ts'
import { makePlace } from './place.ts'

type Value = string | number | boolean | null

/** A database as the Django service made it, on the engine of this run. */
export type OldService = {
  /** What `import-django` is given. */
  readonly address: string
  readonly insert: (table: string, rows: readonly Readonly<Record<string, Value>>[]) => Promise<void>
  readonly run: (sql: string) => Promise<void>
  /** A UUID as this engine keeps it. */
  readonly id: (uuid: string) => string
}

const types = {
  sqlite: { uuid: 'char(32)', json: 'text', at: 'datetime', bool: 'bool', serial: 'integer primary key autoincrement' },
  postgres: { uuid: 'uuid', json: 'jsonb', at: 'timestamptz', bool: 'boolean', serial: 'bigserial primary key' },
}

function schemaOf({ uuid, json, at, bool, serial }: (typeof types)['sqlite']): string[] {
  return [
    `create table users_user (id ${uuid} primary key, password varchar(128) not null, last_login ${at},
      is_superuser ${bool} not null, email varchar(254) not null unique, username varchar(50) not null unique,
      is_active ${bool} not null, is_staff ${bool} not null, is_email_verified ${bool} not null,
      is_locked ${bool} not null, locked_until ${at}, failed_login_attempts integer not null,
      mfa_enabled ${bool} not null, totp_secret varchar(32) not null, backup_codes ${json} not null,
      email_mfa_enabled ${bool} not null, phone_number varchar(20) not null, is_phone_verified ${bool} not null,
      google_id varchar(255), github_id varchar(255), created_at ${at} not null, updated_at ${at} not null)`,
    `create table users_passwordresettoken (id ${serial}, user_id ${uuid} not null, token varchar(255) not null,
      created_at ${at} not null, expires_at ${at} not null, is_used ${bool} not null)`,
    `create table users_mfacode (id ${serial}, user_id ${uuid} not null, code varchar(10) not null,
      code_type varchar(10) not null, expires_at ${at} not null, is_used ${bool} not null)`,
    `create table token_blacklist_outstandingtoken (id ${serial}, token text not null, created_at ${at},
      expires_at ${at} not null, user_id ${uuid}, jti varchar(255) not null unique)`,
    `create table token_blacklist_blacklistedtoken (id ${serial}, blacklisted_at ${at} not null, token_id bigint not null)`,
    `create table account_emailaddress (id ${serial}, email varchar(254) not null, verified ${bool} not null,
      "primary" ${bool} not null, user_id ${uuid} not null)`,
    `create table socialaccount_socialaccount (id ${serial}, provider varchar(200) not null, uid varchar(191) not null,
      last_login ${at}, date_joined ${at}, extra_data ${json} not null, user_id ${uuid} not null)`,
  ]
}

/** Makes the old service's database, empty. */
export async function makeOldService(t: TestContext): Promise<OldService> {
  const place = await makePlace()
  atEnd(t, place.remove)
  const { DATABASE_URL: url, DATA_DIR: folder = '' } = place.settings
  const service = url === undefined ? makeSqlite(t, join(folder, 'old.sqlite3')) : await makePostgres(t, url)
  for (const statement of schemaOf(url === undefined ? types.sqlite : types.postgres)) await service.run(statement)
  return service
}

function makeSqlite(t: TestContext, file: string): OldService {
  const database = new DatabaseSync(file)
  atEnd(t, () => database.close())
  const stored = (value: Value) => (typeof value === 'boolean' ? Number(value) : value)
  return {
    address: file,
    id: (uuid) => uuid.replaceAll('-', ''),
    run: async (sql) => database.exec(sql),
    async insert(table, rows) {
      database.exec('begin')
      for (const row of rows) {
        const names = Object.keys(row).map((name) => `"${name}"`)
        const statement = `insert into ${table} (${names}) values (${names.map(() => '?')})`
        database.prepare(statement).run(...Object.values(row).map(stored))
      }
      database.exec('commit')
    },
  }
}

async function makePostgres(t: TestContext, url: string): Promise<OldService> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  atEnd(t, () => client.end())
  return {
    address: url,
    id: (uuid) => uuid,
    run: async (sql) => void (await client.query(sql)),
    async insert(table, rows) {
      await client.query('begin')
      for (const row of rows) {
        const names = Object.keys(row).map((name) => `"${name}"`)
        const marks = names.map((_, i) => `$${i + 1}`)
        await client.query(`insert into ${table} (${names}) values (${marks})`, Object.values(row))
      }
      await client.query('commit')
    },
  }
}

const usual = {
  last_login: null,
  is_superuser: false,
  is_active: true,
  is_staff: false,
  is_email_verified: true,
  is_locked: false,
  locked_until: null,
  failed_login_attempts: 0,
  mfa_enabled: false,
  totp_secret: '',
  backup_codes: '[]',
  email_mfa_enabled: false,
  phone_number: '',
  is_phone_verified: false,
  google_id: null,
  github_id: null,
  created_at: '2026-01-02 03:04:05.678901+00:00',
  updated_at: '2026-02-03 04:05:06+00:00',
}

/** A row of `users_user` for somebody with an address of their own. */
export function oldUser(old: OldService, of: { email: string; username: string; password: string }, more = {}) {
  const id = randomUUID()
  return { uuid: id, row: { id: old.id(id), ...usual, ...of, ...more } as Record<string, Value> }
}
