import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { makeCli, makeFolder } from './run-cli.ts'

const sqliteOnly = { skip: store !== 'sqlite' }

test(
  'backup of a service at work: whole, verified, for its owner alone, and never over another file',
  sqliteOnly,
  async (t) => {
    const server = await startServer(t)
    const cli = makeCli(storesOf(server))
    await signUp(server)
    const file = join(makeFolder(t), 'night.db')
    const made = await cli(['backup', file, '--json'])
    assert.deepEqual([made.code, made.json().rows.account], [0, 1], made.stderr)
    assert.match(made.stderr, /Copying: 100 %/)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    for (const ending of ['-wal', '-shm', '.part']) assert.equal(existsSync(file + ending), false, ending)

    const before = readFileSync(file)
    await signUp(server, 'ben')
    const again = await cli(['backup', file])
    assert.equal(again.code, 1)
    assert.match(again.stderr, /night\.db exists; choose another name, or --force/)
    assert.ok(readFileSync(file).equals(before), 'the first is as it was')
    assert.equal((await cli(['backup', file, '--force', '--json'])).json().rows.account, 2)

    const note = join(server.app.config.dataDir, 'last-backup.json')
    rmSync(note)
    mkdirSync(note)
    const unnoted = await cli(['backup', file, '--force'])
    assert.deepEqual([unnoted.code, /`doctor` will not know of this backup/.test(unnoted.stderr)], [0, true])

    const onItself = await cli(['backup', join(server.app.config.dataDir, 'kalosphere.db'), '--force'])
    assert.deepEqual([onItself.code, /is the database itself/.test(onItself.stderr)], [1, true])
    const intoFolder = await cli(['backup', server.app.config.dataDir, '--force'])
    assert.deepEqual([intoFolder.code, /is a folder; name a file in it/.test(intoFolder.stderr)], [1, true])
  },
)

test(
  'restore: not under a service at work; then the backup is in place and the replaced file beside it',
  sqliteOnly,
  async (t) => {
    const folder = makeFolder(t)
    const cli = makeCli({ DATA_DIR: folder })
    const create = (name: string) =>
      cli(['users', 'create', '--email', `${name}@example.com`, '--username', name, '--no-password'])
    const names = async () =>
      (await cli(['users', 'list', '--json'])).json().users.map(({ username }: { username: string }) => username)
    await cli(['migrate'])
    await create('early')
    const file = join(folder, 'night.db')
    assert.equal((await cli(['backup', file])).code, 0)
    await create('late')

    const service = await startChild(t, { DATA_DIR: folder })
    const refused = await cli(['restore', file])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /A process still works on .*kalosphere\.db\. Stop the service first/)
    assert.deepEqual(await names(), ['early', 'late'])
    service.terminate()
    assert.equal(await service.ended, 0)

    const restored = (await cli(['restore', file, '--json'])).json()
    assert.deepEqual([restored.in_use, restored.rows.account], [false, 1])
    assert.deepEqual(await names(), ['early'])
    const kept = new DatabaseSync(restored.kept, { readOnly: true })
    assert.equal(kept.prepare('select count(*) as n from account').get()?.n, 2)
    kept.close()
  },
)

test('restore --force under a service at work says that it must be started anew', sqliteOnly, async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  await signUp(server)
  const file = join(makeFolder(t), 'night.db')
  await cli(['backup', file])
  await signUp(server, 'ben')
  const { code, stdout } = await cli(['restore', file, '--force'])
  assert.deepEqual([code, /start the service anew, now/.test(stdout)], [0, true])
  assert.equal((await cli(['users', 'list', '--json'])).json().users.length, 1)
  await signUp(server, 'carl')
  assert.equal((await cli(['users', 'list', '--json'])).json().users.length, 1, 'the two files do not mix')
})

test(
  'a session that was ended after the backup comes back with it, unless everybody is signed out',
  sqliteOnly,
  async (t) => {
    const server = await startServer(t)
    const cli = makeCli(storesOf(server))
    const ana = await signUp(server)
    const file = join(makeFolder(t), 'night.db')
    await cli(['backup', file])
    assert.equal((await ana.client().post('/api/auth/logout/', { refresh: ana.refresh })).status, 205)
    assert.equal((await cli(['restore', file, '--force'])).code, 0)
    const status = async () => {
      const restored = await startServer(t, storesOf(server))
      return (await restored.client().as(ana.access).get('/api/auth/profile/')).status
    }
    assert.equal(await status(), 200)
    const stubborn = join(makeFolder(t), 'stubborn.db')
    copyFileSync(file, stubborn)
    const database = new DatabaseSync(stubborn)
    for (const act of ['update', 'delete']) {
      database.exec(`create trigger keep_${act} before ${act} on session begin select raise(abort, 'it stays'); end`)
    }
    database.close()
    const files = () => readdirSync(server.app.config.dataDir).toSorted()
    const before = files()
    const failed = await cli(['restore', stubborn, '--force', '--end-sessions'])
    assert.deepEqual([failed.code, /signed out in the backup.*nothing was replaced/.test(failed.stderr)], [1, true])
    assert.deepEqual(files(), before, 'nothing is put aside, and no copy left')
    const { code, json, stderr } = await cli(['restore', file, '--force', '--end-sessions', '--json'])
    assert.deepEqual([code, json().signed_out], [0, 1], stderr)
    assert.equal(await status(), 401)
  },
)

test('everybody is signed out by one command, and can sign in again', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const people = [await signUp(server, 'ana'), await signUp(server, 'ben')]
  assert.equal((await cli(['users', 'sign-out-everybody'])).code, 2)
  assert.deepEqual((await cli(['users', 'sign-out-everybody', '--yes', '--json'])).json(), { accounts: 2 })
  for (const person of people) {
    assert.equal((await person.profile()).status, 401)
    assert.equal((await person.renew()).status, 401)
    assert.equal((await person.login()).status, 200)
  }
})

test('restore refuses what is no backup of this version, and leaves the database as it was', sqliteOnly, async (t) => {
  const folder = makeFolder(t)
  const cli = makeCli({ DATA_DIR: folder })
  await cli(['migrate'])
  const make = (name: string, sql: string): string => {
    const database = new DatabaseSync(join(folder, name), { defensive: false })
    database.exec(sql)
    database.close()
    return join(folder, name)
  }
  const migrations = "create table kysely_migration (name text); insert into kysely_migration values ('9999-later')"
  const whole = join(folder, 'whole.db')
  await cli(['backup', whole])
  const torn = join(folder, 'torn.db')
  writeFileSync(torn, readFileSync(whole).subarray(0, 40_000))
  // Two indexes in one place: every row can still be read and counted.
  const tangled = `pragma writable_schema = on;
    update sqlite_schema set rootpage = (select rootpage from sqlite_schema where name = 'outbox_due_at_position')
    where name = 'session_expires_at'`
  copyFileSync(whole, join(folder, 'tangled.db'))
  const text = join(folder, 'text.db')
  writeFileSync(text, 'This is no database, though it is long enough to look like one at first sight. '.repeat(20))
  const rows: [file: string, said: RegExp][] = [
    [join(folder, 'nothing.db'), /There is no file/],
    [make('foreign.db', 'create table other (a text)'), /is no database of this service/],
    [make('newer.db', migrations), /is newer than this version \(it has 9999-later\)/],
    [make('tangled.db', tangled), /The copy is damaged: /],
    [torn, /cannot be read as a database|is damaged|malformed/],
    [text, /cannot be read as a database/],
  ]
  const before = readFileSync(join(folder, 'kalosphere.db'))
  for (const [file, said] of rows) {
    const { code, stderr } = await cli(['restore', file, '--force'])
    assert.equal(code, 1, file)
    assert.match(stderr, said)
    assert.doesNotMatch(stderr, /node:internal/)
    assert.ok(readFileSync(join(folder, 'kalosphere.db')).equals(before), file)
    assert.equal(existsSync(join(folder, 'kalosphere.db.part')), false)
  }
})

test('PostgreSQL is left to its own tools, whose commands are told', { skip: store !== 'sqlite' }, async (t) => {
  const settings = { DATA_DIR: makeFolder(t), DATABASE_URL: 'postgres://kalosphere:a-secret-word@127.0.0.1:9/auth' }
  const cli = makeCli(settings)
  const backup = await cli(['backup', '/tmp/night.dump'])
  assert.equal(backup.code, 1)
  assert.match(backup.stderr, /pg_dump --format=custom --file="\/tmp\/night\.dump" "\$DATABASE_URL"/)
  const restore = await cli(['restore', '/tmp/night.dump'])
  assert.equal(restore.code, 1)
  assert.match(restore.stderr, /pg_restore --clean --if-exists --dbname="\$DATABASE_URL" "\/tmp\/night\.dump"/)
  assert.doesNotMatch(backup.stderr + restore.stderr, /a-secret-word/)
})
