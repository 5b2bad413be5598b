import assert from 'node:assert/strict'
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { makeCli } from '../../../test/cli/run-cli.ts'
import { makeEmptyPlace, type Place } from '../../../test/place.ts'
import { store } from '../../../test/store.ts'
import type { Problem } from '../../base/problem.ts'
import { loadConfig } from '../config.ts'
import type { Column } from './columns.ts'
import { asUnavailable } from './database-error.ts'
import { type DatabaseSettings, type Db, openDb } from './db.ts'
import { migrate, migrationState } from './migrate.ts'
import { schema } from './schema.ts'
import { upgradeDatabase } from './upgrade.ts'

/** What each logical type must be called by the engine; written down here once more, so that a slip shows. */
const engineTypes: Record<string, Record<string, string>> = {
  sqlite: {
    uuid: 'text',
    text: 'text',
    bool: 'integer',
    int: 'integer',
    instant: 'integer',
    json: 'text',
    bytes: 'blob',
  },
  postgres: {
    uuid: 'uuid',
    text: 'text',
    bool: 'bool',
    int: 'int8',
    instant: 'timestamptz',
    json: 'jsonb',
    bytes: 'bytea',
  },
}

type Fresh = { readonly place: Place; readonly settings: DatabaseSettings; readonly open: () => Db }

/** An empty database of the test's own. */
async function makeFresh(t: TestContext): Promise<Fresh> {
  const place = await makeEmptyPlace()
  t.after(() => place.remove())
  const { config } = loadConfig(place.settings)
  const open = (): Db => {
    const db = openDb(config.database, () => undefined)
    t.after(() => db.destroy())
    return db
  }
  return { place, settings: config.database, open }
}

/** The run migrations as the database has them, for a test to change. */
function recordMigration(db: Db, name: string): Promise<unknown> {
  const migrations = db.insertInto('kysely_migration' as never)
  return migrations.values({ name, timestamp: '2030-01-01T00:00:00.000Z' } as never).execute()
}

test('the migrations make exactly the logical schema: tables, columns, types and what may be null', async (t) => {
  const { open } = await makeFresh(t)
  const db = open()
  await migrate(db)
  const types = engineTypes[store === 'sqlite' ? 'sqlite' : 'postgres'] ?? {}
  const expected = Object.entries(schema).map(([table, columns]) => {
    const described = Object.entries<Column<unknown>>(columns).map(([name, { type, nullable }]) => [
      name,
      `${types[type]}${nullable ? ' or null' : ''}`,
    ])
    return [table, Object.fromEntries(described)]
  })
  const found = (await db.introspection.getTables()).map(({ name, columns }) => {
    const described = columns.map((c) => [c.name, `${c.dataType.toLowerCase()}${c.isNullable ? ' or null' : ''}`])
    return [name, Object.fromEntries(described)]
  })
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected))
})

test('a second migration finds nothing to do', async (t) => {
  const { open, settings } = await makeFresh(t)
  const db = open()
  const { done, pending } = await migrationState(db)
  assert.deepEqual(done, [])
  assert.deepEqual((await upgradeDatabase(db, settings)).ran, pending)
  assert.deepEqual(await upgradeDatabase(db, settings), { ran: [], backup: undefined })
  assert.deepEqual(await migrationState(db), { done: pending, pending: [] })
})

test('of several that migrate at once each migration is run by one', async (t) => {
  const { open, settings } = await makeFresh(t)
  const upgrades = await Promise.all([open(), open(), open()].map((db) => upgradeDatabase(db, settings)))
  const { done, pending } = await migrationState(open())
  assert.deepEqual(pending, [])
  assert.deepEqual(upgrades.flatMap(({ ran }) => ran).toSorted(), done)
})

test('two processes that migrate at once both succeed', async (t) => {
  const { place, open } = await makeFresh(t)
  const cli = makeCli(place.settings)
  const ended = await Promise.all([cli(['migrate', '--json']), cli(['migrate', '--json'])])
  for (const { code, stderr } of ended) assert.equal(code, 0, stderr)
  const ran = ended.flatMap(({ json }) => json().ran as string[])
  assert.deepEqual(ran.toSorted(), (await migrationState(open())).done)
})

test('the tables of a neighbour in the same PostgreSQL are not taken for ours', async (t) => {
  const neighbour = await makeFresh(t)
  await upgradeDatabase(neighbour.open(), neighbour.settings)
  const { open, settings } = await makeFresh(t)
  const { ran } = await upgradeDatabase(open(), settings)
  assert.deepEqual(ran, (await migrationState(open())).done)
  assert.notEqual(ran.length, 0)
})

test('a database that is newer than the code is refused with a sentence', async (t) => {
  const { open, settings } = await makeFresh(t)
  const db = open()
  await migrate(db)
  await recordMigration(db, '9999-from-the-future')
  const sentence = /^Error: The database is newer than this version \(it has 9999-from-the-future\)\. Start the newer/
  await assert.rejects(upgradeDatabase(db, settings), sentence)
  await assert.rejects(migrate(db), sentence)
})

test('a database that holds something is copied before it is migrated', { skip: store !== 'sqlite' }, async (t) => {
  const { open, settings } = await makeFresh(t)
  assert.ok(settings.engine === 'sqlite')
  const before = new DatabaseSync(settings.file)
  before.exec("create table earlier (name text) strict; insert into earlier values ('kept')")
  before.close()
  const db = open()
  const [first = ''] = (await migrationState(db)).pending
  for (const [days, name] of ['0003-c', '0001-a', '0002-b', '0000-z'].entries()) {
    const old = `${settings.file}.before-${name}.bak`
    writeFileSync(old, '')
    utimesSync(old, 0, 1_700_000_000 - days * 86_400)
  }
  const { ran, backup = '' } = await upgradeDatabase(db, settings)
  assert.equal(ran[0], first)
  assert.equal(backup, `${settings.file}.before-${first}.bak`)
  assert.equal(statSync(backup).mode & 0o777, 0o600)
  const copy = new DatabaseSync(backup, { readOnly: true })
  t.after(() => copy.close())
  assert.equal(copy.prepare('select name from earlier').get()?.name, 'kept')
  assert.equal(copy.prepare("select count(*) as n from sqlite_schema where name = 'account'").get()?.n, 0)
  await upgradeDatabase(db, settings)
  const names = readdirSync(settings.file.replace(/[^/\\]+$/, ''))
  const newest = [first, '0001-a', '0003-c'].map((name) => `kalosphere.db.before-${name}.bak`)
  assert.deepEqual(names.filter((name) => name.includes('.bak')).toSorted(), newest.toSorted(), 'three are kept')
})

test('an empty database is not copied, and the file is its owner’s alone', { skip: store !== 'sqlite' }, async (t) => {
  const { open, settings } = await makeFresh(t)
  assert.ok(settings.engine === 'sqlite')
  assert.equal((await upgradeDatabase(open(), settings)).backup, undefined)
  assert.equal(statSync(settings.file).mode & 0o777, 0o600)
})

test('a migration that cannot be copied before is not run', { skip: store !== 'sqlite' }, async (t) => {
  const { open, settings } = await makeFresh(t)
  assert.ok(settings.engine === 'sqlite')
  const before = new DatabaseSync(settings.file)
  before.exec('create table earlier (name text) strict')
  before.close()
  const db = open()
  const { pending } = await migrationState(db)
  const elsewhere = { ...settings, file: `${settings.file}.gone` }
  await assert.rejects(upgradeDatabase(db, elsewhere), /could not be copied before its migration, so nothing was done/)
  assert.deepEqual((await migrationState(db)).pending, pending)
  // Where somebody has copied it already, or has no room, it can be left out.
  assert.equal((await upgradeDatabase(db, { ...elsewhere, copiesBefore: false })).backup, undefined)
  assert.deepEqual((await migrationState(db)).pending, [])
})

test('a database that is only read refuses writes, alone and in transactions, and reads on', async (t) => {
  const { settings, open } = await makeFresh(t)
  await migrate(open())
  const named = settings.engine === 'postgres' ? { ...settings, url: `${settings.url}?options=-cgeqo%3Doff` } : settings
  const db = openDb({ ...named, readOnly: true }, () => undefined)
  t.after(() => db.destroy())
  const row = { key: 'a', spent: 1, window_ends_at: new Date() }
  const write = (on: Db) => on.insertInto('attempt').values(row).execute()
  const isUnavailable = (error: unknown) => (asUnavailable(error) as Problem).code === 'unavailable'
  const read = (on: Db) => on.selectFrom('attempt').select('key').execute()
  // More than the pool has connections, some of them after a refusal.
  for (let i = 0; i < 12; i++) {
    await assert.rejects(write(db), isUnavailable)
    assert.deepEqual(await read(db), [])
  }
  await assert.rejects(
    db.transaction().execute((tx) => write(tx)),
    isUnavailable,
  )
  if (settings.engine === 'postgres') assert.deepEqual(await db.transaction().execute(read), [])
  assert.deepEqual(await read(open()), [])
})
