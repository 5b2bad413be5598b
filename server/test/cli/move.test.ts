import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import type { App } from '../../src/platform/app.ts'
import { databaseAt } from '../../src/platform/database-settings.ts'
import { isPostgres, openDb } from '../../src/platform/db/db.ts'
import { tablesInOrder } from '../../src/platform/db/move/table-order.ts'
import { schema, type TableName } from '../../src/platform/db/schema.ts'
import { type Actor, signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { faultsOf, sealAll } from '../audit-log.ts'
import { startChild } from '../child-service.ts'
import { fillTables, readTables } from '../fill-tables.ts'
import { startServer, type TestServer } from '../harness.ts'
import { makeEmptyPlace } from '../place.ts'
import { storesOf } from '../same-stores.ts'
import { codeOf, type Guarded, signUpWithTotp } from '../second-factor.ts'
import { store } from '../store.ts'
import { makeCli, makeFolder } from './run-cli.ts'

const secretKey = 'Zk3v9QmW1xT7pLr5Yc8bHd2NfGa6JsUe'
const program = join(import.meta.dirname, '../../src/cli.ts')

/** A service on SQLite, whatever the stores of this run are. */
function startOnSqlite(t: TestContext): Promise<TestServer> {
  return startServer(t, { DATABASE_URL: '', SECRET_KEY: secretKey })
}

/** An empty database on the engine of this run. */
async function makeTarget(t: TestContext): Promise<string> {
  if (store === 'sqlite') return `sqlite:${join(makeFolder(t), 'new.db')}`
  const place = await makeEmptyPlace()
  atEnd(t, place.remove)
  return String(place.settings.DATABASE_URL)
}

/** Each table's rows, in an order of their own. */
async function contentsOf(app: Pick<App, 'db'>): Promise<Record<string, unknown[]>> {
  const tables = await readTables(app as App)
  // Buffers and arrays of bytes are the same to the product.
  const plain = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)
  const line = (row: Record<string, unknown>) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, plain(v)]))
  const rows = (table: TableName) =>
    tables[table].map(line).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return Object.fromEntries((Object.keys(schema) as TableName[]).map((table) => [table, rows(table)]))
}

async function contentsAt(t: TestContext, address: string): Promise<Record<string, unknown[]>> {
  const settings = databaseAt(address, 2)
  assert.ok(settings)
  const db = openDb(settings, () => undefined)
  atEnd(t, () => db.destroy())
  return contentsOf({ db })
}

async function isBare(t: TestContext, address: string): Promise<boolean> {
  const settings = databaseAt(address, 1)
  assert.ok(settings)
  const db = openDb(settings, () => undefined)
  atEnd(t, () => db.destroy())
  if ((await db.introspection.getTables()).length === 0) return true
  const tables = await readTables({ db } as App)
  return Object.entries(tables).every(([table, { length }]) => length === (table === 'audit_checkpoint' ? 1 : 0))
}

async function goesOn(server: TestServer, ana: Actor, given: { access: string; refresh: string }): Promise<void> {
  const profile = await server.client().as(given.access).get('/api/auth/profile/')
  assert.deepEqual([profile.status, profile.body.id], [200, ana.id], 'the session lives')
  const refreshed = await server.client().post('/api/auth/refresh/', { refresh: given.refresh })
  assert.equal(refreshed.status, 200, refreshed.text)
  const login = await server.client().post('/api/auth/login/', { email: ana.email, password: ana.password })
  assert.equal(login.status, 200, login.text)
}

type Filled = { server: TestServer; ana: Actor; ben: Guarded; before: Record<string, unknown[]>; own: Settings }
type Settings = Record<string, string>

/** A service on SQLite with something in every table, texts and documents of every kind among it. */
async function startFilled(t: TestContext): Promise<Filled> {
  const server = await startOnSqlite(t)
  const ana = await signUp(server, 'ana')
  const ben = await signUpWithTotp(server, 'ben')
  const text = '— “naïve” \u{1f511}\u0001\t"\\ \ufffd'
  const data = { b: [1, { z: null, a: 1.5 }], a: text, '': 2 ** 53 }
  const filled = {
    account: { display_name: text },
    notice: { data },
    factor: { sealed_seed: Buffer.from([0, 255, 10]) },
  }
  await fillTables(server.app, 'cat', new Date('2026-02-28T23:59:59.999Z'), filled)
  await server.app.db.insertInto('session_sample').values({ hour: server.clock.now(), living: 3 }).execute()
  await sealAll(server.app)
  const before = await contentsOf(server.app)
  for (const [table, rows] of Object.entries(before)) {
    if (!['service', 'audit_stream'].includes(table)) assert.ok(rows.length > 0, `${table} has something to move`)
  }
  return { server, ana, ben, before, own: { ...storesOf(server), DATABASE_URL: '' } }
}

async function onlyReads(t: TestContext, settings: Settings, ana: Actor): Promise<void> {
  const reading = await startChild(t, { ...settings, READ_ONLY: 'True' })
  assert.equal((await reading.client().as(ana.access).get('/api/auth/profile/')).status, 200)
  const writes = [
    ['login', { email: ana.email, password: ana.password }],
    ['refresh', { refresh: ana.refresh }],
    ['register', { email: 'new@example.com', username: 'new-one', password: 'Corr3ct-horse!' }],
  ] as const
  for (const [path, body] of writes) {
    const { status, body: said } = await reading.client().post(`/api/auth/${path}/`, body)
    assert.deepEqual([status, said.error], [503, 'unavailable'], path)
  }
}

async function signsInTwice(server: TestServer, { email, password, secret, backupCodes }: Guarded): Promise<void> {
  for (const method of ['totp', 'backup_code']) {
    const first = await server.client().post('/api/auth/login/', { email, password })
    const code = method === 'totp' ? codeOf(server, secret) : String(backupCodes[0])
    const given = { mfa_token: first.body.mfa_token, method, code }
    const done = await server.client().post('/api/auth/login/mfa/', given)
    assert.equal(done.status, 200, `${method}: ${done.text}`)
  }
}

test('everybody and everything moves, while the service only reads; on the other side all goes on', async (t) => {
  const { ana, ben, before, own } = await startFilled(t)
  const to = await makeTarget(t)
  const cli = makeCli(own)
  const inUse = await cli(['move', '--to', to])
  assert.equal(inUse.code, 1)
  assert.match(inUse.stderr, /A process still works on .*--while-read-only/)
  assert.ok(await isBare(t, to))
  await onlyReads(t, own, ana)
  const settings = { KALOSPHERE_MOVE_TO: to, READ_ONLY: 'True' }
  const moved = await cli(['move', '--while-read-only', '--json'], { settings })
  assert.equal(moved.code, 0, moved.stderr)
  assert.equal(moved.json().tables.account.rows, 3)
  assert.deepEqual(await contentsAt(t, to), before)
  // Options of the address are kept, and switch nothing off.
  if (store !== 'sqlite') await onlyReads(t, { ...own, DATABASE_URL: `${to}?options=-csearch_path%3Dpublic` }, ana)

  const there = await startServer(t, { ...own, DATABASE_URL: to })
  assert.deepEqual(await faultsOf(there.app), [])
  await goesOn(there, ana, ana)
  there.clock.advance({ minutes: 5 })
  await signsInTwice(there, ben)
  await sealAll(there.app)
  assert.deepEqual(await faultsOf(there.app), [])

  const again = await cli(['move', '--to', to, '--while-read-only'])
  assert.equal(again.code, 1)
  assert.match(again.stderr, /The target is not empty: "account" has 3 rows/)
  // And the way back, or on to another file.
  const back = join(makeFolder(t), 'back.db')
  const home = makeCli({ ...own, DATABASE_URL: to })
  assert.match((await home(['move', '--to', `sqlite:${back}`])).stderr, /A process still works on/)
  const returned = await home(['move', '--to', `sqlite:${back}`, '--while-read-only'])
  assert.equal(returned.code, 0, returned.stderr)
  assert.deepEqual(await contentsAt(t, `sqlite:${back}`), await contentsOf(there.app))
  assert.equal((await home(['move', '--to', to])).code, 2, 'into itself')
})

test('a source at which nobody works is moved as it is; not so with anybody connected, under whatever name', async (t) => {
  const from = await makeTarget(t)
  const cli = makeCli({ DATABASE_URL: from, DATA_DIR: makeFolder(t), SECRET_KEY: secretKey })
  assert.equal((await cli(['migrate'])).code, 0)
  const args = ['move', '--to', `sqlite:${join(makeFolder(t), 'there.db')}`]
  const settings = databaseAt(store === 'sqlite' ? from : `${from}?application_name=another`, 1)
  assert.ok(settings)
  const other = openDb(settings, () => undefined)
  await sql`select 1`.execute(other)
  const refused = await cli(args)
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, store === 'sqlite' ? /works on .*new\.db, / : /works on the database \(another\), /)
  await other.destroy()
  const moved = await cli(args)
  assert.equal(moved.code, 0, moved.stderr)
})

/** Begins a move, and kills it when it is half way. @returns whether that came in time */
async function isKilledAtWork(t: TestContext, to: string, own: Settings): Promise<boolean> {
  const env = { PATH: process.env.PATH, EMAIL_BACKEND: 'memory', LOG_LEVEL: 'warn', ...own }
  const child = spawn(process.execPath, [program, 'move', '--to', to, '--while-read-only'], {
    env,
    cwd: makeFolder(t),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  atEnd(t, () => child.kill('SIGKILL'))
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    if (/Moving: [1-9]0 %/.test(said)) child.kill('SIGKILL')
  })
  const [code, signal] = await once(child, 'close')
  assert.ok(code === 0 || signal === 'SIGKILL', `${code}`)
  return signal === 'SIGKILL'
}

test('a move that is killed, or meets a row that is not taken, leaves nothing; the next one does all', async (t) => {
  const server = await startOnSqlite(t)
  const { db, now } = server.app
  await signUp(server)
  await sql`insert into attempt (key, spent, window_ends_at) with recursive n(i) as (select 1 union all select i + 1 from n
    where i < 12000) select 'k' || i, i, ${now().getTime()} from n`.execute(db)
  const own = { ...storesOf(server), DATABASE_URL: '' }
  let to = await makeTarget(t)
  // On a busy machine one may be at its end before it is killed.
  for (let tries = 1; !(await isKilledAtWork(t, to, own)); tries++) {
    assert.ok(tries < 8, 'it was at work')
    to = await makeTarget(t)
  }
  const args = ['move', '--to', to, '--while-read-only']
  assert.ok(await isBare(t, to))

  // A text that PostgreSQL cannot hold, and SQLite can.
  const cli = makeCli(own)
  const odd = { key: 'a\u0000b', spent: 1, window_ends_at: now() }
  await db.insertInto('attempt').values(odd).execute()
  const refused = await cli(args)
  if (store !== 'sqlite') {
    assert.deepEqual(
      [refused.code, /A row of "attempt" was not taken, so nothing was moved/.test(refused.stderr)],
      [1, true],
    )
    assert.ok(await isBare(t, to))
    await db.deleteFrom('attempt').where('key', '=', odd.key).execute()
    assert.equal((await cli(args)).code, 0)
  }
  assert.deepEqual(await contentsAt(t, to), await contentsOf(server.app))
})

test('another SECRET_KEY, and a log that somebody changed, stop a move before anything counts', async (t) => {
  const server = await startOnSqlite(t)
  await signUp(server)
  await sealAll(server.app)
  const to = await makeTarget(t)
  const own = { ...storesOf(server), DATABASE_URL: '' }
  const args = ['move', '--to', to, '--while-read-only']
  const foreign = await makeCli(own)(args, { settings: { SECRET_KEY: 'Another-3v9QmW1xT7pLr5Yc8bHd2NfGa6Js' } })
  assert.match(foreign.stderr, /secret key of this sealed value is not configured/)
  await sql`drop trigger audit_event_update`.execute(server.app.db)
  await sql`update audit_event set name = 'password.changed' where position = 1`.execute(server.app.db)
  const changed = await makeCli(own)(args)
  assert.match(changed.stderr, /The audit log does not verify/)
  assert.deepEqual([foreign.code, changed.code, await isBare(t, to)], [1, 1, true])
})

test('every table is moved, and none before one that it points to', async (t) => {
  const { app } = await startServer(t)
  const order = tablesInOrder()
  assert.deepEqual(order.toSorted(), Object.keys(schema).toSorted())
  const pointers = isPostgres(app.db)
    ? sql<{ child: TableName; parent: TableName }>`
        select own.relname as child, other.relname as parent from pg_constraint as bond
        join pg_class as own on own.oid = bond.conrelid join pg_class as other on other.oid = bond.confrelid
        where bond.contype = 'f' and bond.connamespace = current_schema()::regnamespace`
    : sql<{ child: TableName; parent: TableName }>`
        select owner.name as child, keys."table" as parent
        from sqlite_schema as owner, pragma_foreign_key_list(owner.name) as keys where owner.type = 'table'`
  const { rows } = await pointers.execute(app.db)
  assert.ok(rows.length > 15)
  const late = rows.filter(({ child, parent }) => order.indexOf(child) < order.indexOf(parent))
  assert.deepEqual(late, [])
})
