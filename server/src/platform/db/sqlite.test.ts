import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { type Db, openDb } from './db.ts'
import { migrationState } from './migrate.ts'

function makeFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-sqlite-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'data', 'a.db')
}

function open(t: TestContext, file: string): Db {
  const db = openDb({ engine: 'sqlite', file }, () => undefined)
  t.after(() => db.destroy())
  return db
}

test('a migration that fails in the middle leaves nothing of itself', async (t) => {
  const db = open(t, makeFile(t))
  const half = {
    async up(tx: Kysely<unknown>) {
      await sql`create table half (n integer)`.execute(tx)
      throw new Error('the second step')
    },
  }
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => ({ half }) } }).migrateToLatest()
  assert.ok(error)
  const { rows } = await sql`select name from sqlite_master where name = 'half'`.execute(db)
  assert.deepEqual(rows, [])
})

test('processes that start together on a new file all get it, migrated once', async (t) => {
  const file = makeFile(t)
  const [dbModule, migrateModule] = ['./db.ts', './migrate.ts'].map((name) => JSON.stringify(import.meta.resolve(name)))
  const program = `
    const { openDb } = await import(${dbModule})
    const { migrate } = await import(${migrateModule})
    process.stdin.once('data', async () => {
      const db = openDb({ engine: 'sqlite', file: ${JSON.stringify(file)} }, () => undefined)
      await migrate(db)
      await db.destroy()
      process.exit(0)
    })
    process.stdout.write('ready')`
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
  const ends = children.map((child) => once(child, 'exit'))
  for (const { stdin } of children) stdin.write('go')
  assert.deepEqual(
    (await Promise.all(ends)).map(([code]) => code),
    [0, 0, 0, 0],
  )
  assert.deepEqual((await migrationState(open(t, file))).pending, [])
})

test('nobody else on the machine can read the files, whatever their folder lets through', async (t) => {
  const file = makeFile(t)
  mkdirSync(dirname(file), { mode: 0o755 })
  const db = open(t, file)
  await sql`create table one (n integer)`.execute(db)
  for (const name of [file, `${file}-wal`, `${file}-shm`]) assert.equal(statSync(name).mode & 0o077, 0, name)
})
