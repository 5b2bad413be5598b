import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileSource } from '../../src/importing/file-source.ts'
import type { Remark } from '../../src/importing/newcomer.ts'
import { takeIn } from '../../src/importing/take-in.ts'
import type { App } from '../../src/platform/app.ts'
import { openOldDatabase } from '../../src/platform/db/open-old-database.ts'
import { cleanUp } from '../../src/worker.ts'
import { signUp } from '../actors.ts'
import { makeCli, makeFolder } from '../cli/run-cli.ts'
import { startServer } from '../harness.ts'
import { makeOldService, oldUser } from '../old-database.ts'
import { djangoHash } from '../old-people.ts'
import { storesOf } from '../same-stores.ts'

const password = djangoHash('Old-passphrase-1!')

test('whoever is overtaken in every round of a page is told of, each of them', async (t) => {
  const server = await startServer(t)
  const [first, second] = [await signUp(server), await signUp(server)]
  const moved = [first, second].map(({ email }) => email)
  const away = (email: string): string => email.replace('@', '-was@')
  const { db } = server.app
  const rename = (from: string, to: string) =>
    db.updateTable('account').set({ email: to, email_key: to }).where('email', '=', from).execute()
  for (const email of moved) await rename(email, away(email))
  const file = join(makeFolder(t), 'people.jsonl')
  const people = [...moved, 'late@new.example'].map((email, i) => ({ email, username: `late-${i}` }))
  writeFileSync(file, people.map((one) => JSON.stringify(one)).join('\n'))
  const waiting = [...moved]
  // Before each writing one of them gets the address that the page was about to take.
  const transaction: App['transaction'] = async (work) => {
    const email = waiting.shift()
    if (email) await rename(away(email), email)
    return server.app.transaction(work)
  }
  const remarks: Remark[] = []
  const how = { dryRun: false, onProgress: () => undefined, onRemark: (one: Remark) => void remarks.push(one) }
  const report = await takeIn({ ...server.app, transaction }, fileSource(server.app, file, 'file'), how)
  assert.deepEqual([report.read, report.taken, report.refused], [3, 1, 2])
  assert.deepEqual(
    remarks.filter(({ isTaken }) => !isTaken).map(({ row }) => row),
    ['line 1', 'line 2'],
  )
})

test('nobody is taken without their only second factor', async (t) => {
  const server = await startServer(t)
  const file = join(makeFolder(t), 'people.jsonl')
  const totp = { totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }
  const lines = [
    { email: 'a@new.example', phone_number: '12', is_email_verified: true },
    { email: 'b@new.example', email_mfa_enabled: true },
    { email: 'c@new.example', email_mfa_enabled: true, phone_number: '12' },
    { email: 'd@new.example', email_mfa_enabled: true, ...totp },
    { email: 'e@new.example', phone_number: '12', email_mfa_enabled: true, is_email_verified: true },
    { email: 'f@new.example' },
  ]
  writeFileSync(file, lines.map((line, i) => JSON.stringify({ ...line, username: `only-${i}` })).join('\n'))
  const ended = await makeCli(storesOf(server))(['users', 'import', file])
  assert.equal(ended.code, 1)
  for (const row of [1, 2, 3]) assert.match(ended.stderr, new RegExp(`✗ line ${row}: .*receives no codes`))
  for (const row of [4, 5]) assert.match(ended.stderr, new RegExp(`– line ${row}: .*receives no codes`))
  const here = await server.app.db.selectFrom('account').select('email').orderBy('email').execute()
  assert.deepEqual(
    here.map(({ email }) => email.charAt(0)),
    ['d', 'e', 'f'],
  )
})

test('a row whose flag is unknown is read, and one that is switched off gets no way in by old tokens', async (t) => {
  const server = await startServer(t)
  const old = await makeOldService(t)
  const of = (name: string) => ({ email: `${name}@old.example`, username: name, password })
  const [unknown, off] = [oldUser(old, of('unknown')), oldUser(old, of('off'), { is_active: false })]
  await old.run('alter table users_user rename column is_email_verified to was_verified')
  await old.run('alter table users_user add column is_email_verified boolean')
  const rows = [unknown, off].map(({ row: { is_email_verified: _, ...row } }) => ({ ...row, was_verified: true }))
  await old.insert('users_user', rows)
  const ended = await makeCli(storesOf(server))(['import-django', old.address, '--json'])
  assert.equal(ended.code, 0, ended.stderr)
  const logins = await server.app.db.selectFrom('legacy_login').select('account_id as id').execute()
  assert.deepEqual(
    logins.map(({ id }) => id),
    [unknown.uuid],
  )
  assert.equal((await server.app.db.selectFrom('account').select('id').execute()).length, 2)
})

test('when a lock began is not when it ends', async (t) => {
  const server = await startServer(t)
  const old = await makeOldService(t)
  await old.run('alter table users_user rename column locked_until to locked_at')
  const { row } = oldUser(
    old,
    { email: 'locked@old.example', username: 'locked', password },
    { is_locked: true, locked_at: '2026-01-02 03:04:05+00:00' },
  )
  const { locked_until: _, ...kept } = row
  await old.insert('users_user', [kept])
  const ended = await makeCli(storesOf(server))(['import-django', old.address])
  assert.match(ended.stderr, /the column locked_at is not read/)
  const given = { email: 'locked@old.example', password: 'Old-passphrase-1!' }
  assert.equal((await server.client().post('/api/auth/login/', given)).status, 423)
})

test('a lock of the old service lasts as long as it was to, whoever knocks meanwhile; one of years until it is lifted', async (t) => {
  const server = await startServer(t)
  const old = await makeOldService(t)
  const after = (days: number): string => new Date(server.clock.now().getTime() + days * 86_400_000).toISOString()
  const people = [
    { email: 'days@old.example', days: 2 },
    { email: 'years@old.example', days: 4000 },
  ]
  const rows = people.map(
    ({ email, days }) =>
      oldUser(old, { email, username: email, password }, { is_locked: true, locked_until: after(days) }).row,
  )
  await old.insert('users_user', rows)
  await makeCli(storesOf(server))(['import-django', old.address])
  const knock = () =>
    Promise.all(
      people.map(async ({ email }) => {
        const given = { email, password: 'Old-passphrase-1!' }
        return (await server.client().post('/api/auth/login/', given)).status
      }),
    )
  assert.deepEqual(await knock(), [423, 423])
  server.clock.advance({ days: 1 })
  assert.deepEqual(await knock(), [423, 423], 'the first knock has shortened nothing')
  server.clock.advance({ days: 2 })
  assert.deepEqual(await knock(), [200, 423])
  server.clock.advance({ days: 400 })
  assert.deepEqual(await knock(), [200, 423])
})

test('an address of a database that is not understood is not repeated, as it may hold a password', async () => {
  for (const scheme of ['postgis', 'mysql', 'postgresql+psycopg', 'POSTGRES']) {
    const refused = openOldDatabase(`${scheme}://reader:${randomUUID()}@host/name`)
    await assert.rejects(
      refused,
      /^Error: A database is given as postgres:\/\/user@host\/name, sqlite:PATH or the path/,
    )
  }
})

test('whoever is erased is not brought back, be the secret key another by then', async (t) => {
  const server = await startServer(t)
  const file = join(makeFolder(t), 'people.jsonl')
  const [gone, stays] = [randomUUID(), randomUUID()]
  const lines = [gone, stays].map((id, i) => JSON.stringify({ id, email: `e${i}@new.example`, username: `e-${i}` }))
  writeFileSync(file, lines.join('\n'))
  const { SECRET_KEY: key = '', ...stores } = storesOf(server)
  const cli = makeCli({ ...stores, SECRET_KEY: key })
  assert.equal((await cli(['users', 'import', file])).code, 0)
  const erased = await cli(['users', 'erase', gone, '--yes', '--now'])
  assert.equal(erased.code, 0, erased.stderr)
  server.clock.advance({ days: 1 })
  await cleanUp(server.app)
  const turned = { ...stores, SECRET_KEY: 'k'.repeat(50), SECRET_KEY_FALLBACKS: key }
  for (const again of [cli, makeCli(turned)]) {
    const ended = await again(['users', 'import', file])
    assert.equal(ended.code, 1)
    assert.match(ended.stderr, /✗ line 1: it was brought here once and is erased/)
    assert.equal(/line 2/.test(ended.stderr), false, 'nobody else is refused')
  }
  const { db } = server.app
  const here = await db.selectFrom('account').select('id').execute()
  assert.deepEqual(
    here.map(({ id }) => id),
    [stays],
  )
  const [kept] = await db.selectFrom('erased_import').select('digest').execute()
  assert.ok(kept && !kept.digest.includes(gone))
})
