import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import type { App } from '../../src/platform/app.ts'
import type { TableName } from '../../src/platform/db/schema.ts'
import { cleanUp } from '../../src/worker.ts'
import { atEnd } from '../at-end.ts'
import { makeCli } from '../cli/run-cli.ts'
import type { Answer } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'
import { inherited } from '../inherited.ts'
import { makeOldService, oldUser } from '../old-database.ts'
import { djangoHash, fillOldService, type Kind, type OldPerson } from '../old-people.ts'
import { auditOf } from '../records.ts'
import { storesOf } from '../same-stores.ts'
import { codeOf } from '../second-factor.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const program = join(import.meta.dirname, '../../src/cli.ts')

const many = store === 'sqlite' ? 10_000 : 500

function login(server: TestServer, { email, password }: { email: string; password: string }): Promise<Answer> {
  return server.client().post('/api/auth/login/', { email, password })
}

function withCode(server: TestServer, ticket: string, method: string, code: string): Promise<Answer> {
  return server.client().post('/api/auth/login/mfa/', { mfa_token: ticket, method, code })
}

/** What each kind of person comes to with the right password. */
const comesTo: Record<Kind, (server: TestServer, person: OldPerson, answer: Answer) => Promise<void>> = {
  plain: async (_, { id }, { status, body }) => assert.deepEqual([status, body.user?.id], [200, id]),
  staff: async (_, __, { status }) => assert.equal(status, 200),
  async totp(server, person, { status, body }) {
    assert.deepEqual([status, body.methods], [403, ['totp', 'backup_code']])
    const byPaper = person.id < '8'
    const [code = ''] = person.backupCodes
    const answer = byPaper
      ? await withCode(server, body.mfa_token, 'backup_code', code)
      : await withCode(server, body.mfa_token, 'totp', codeOf(server, person.secret))
    assert.deepEqual([answer.status, answer.body.user?.mfa_enabled], [200, true], answer.text)
  },
  unverified: async (_, __, { status, body }) => assert.deepEqual([status, body.error], [401, 'email_not_verified']),
  deactivated: async (_, __, { status, body }) => assert.deepEqual([status, body.error], [401, 'bad_credentials']),
  locked: async (_, __, { status }) => assert.equal(status, 423),
  'locked for good': async (_, __, { status }) => assert.equal(status, 423),
  google: async (_, __, { status, body }) => assert.deepEqual([status, body.error], [401, 'bad_credentials']),
  'email code': async (_, __, { status, body }) => assert.deepEqual([status, body.methods], [403, ['email']]),
  phone: async (_, __, { status, body }) => assert.deepEqual([status, body.methods], [403, ['sms']]),
}

async function allSignIn(server: TestServer, people: readonly OldPerson[]): Promise<void> {
  const waiting = people.values()
  const one = async (): Promise<void> => {
    for (const person of waiting) await comesTo[person.kind](server, person, await login(server, person))
  }
  await Promise.all(Array.from({ length: 40 }, one))
}

async function countOf({ db }: App, table: TableName): Promise<number> {
  const counted = db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('rows'))
  return (await counted.executeTakeFirstOrThrow()).rows
}

/** Every row that an import writes, as one digest. */
async function digestOf({ db }: App): Promise<string> {
  const digest = createHash('sha256')
  const tables = ['account', 'password', 'factor', 'backup_code', 'social_identity', 'legacy_login', 'attempt'] as const
  for (const table of tables) {
    const rows = (await db.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row))
    digest.update(`${table}:${rows.toSorted().join('\n')}`)
  }
  const { events } = await db
    .selectFrom('audit_event')
    .select(({ fn }) => fn.countAll<number>().as('events'))
    .executeTakeFirstOrThrow()
  return digest.update(String(events)).digest('hex')
}

/** What came along beside the ways to sign in, and what a sign-in leaves behind. */
async function sampled(server: TestServer, people: readonly OldPerson[]): Promise<void> {
  const [plain, , , , , , google, , staff] = people
  assert.ok(plain && google && staff)
  assert.equal((await login(server, plain)).status, 200, 'again, with the hash that is ours by now')
  const { hash } = await server.app.db
    .selectFrom('password')
    .select('hash')
    .where('account_id', '=', plain.id)
    .executeTakeFirstOrThrow()
  assert.match(hash, /^\$argon2id\$/)
  const roles = await server.app.db
    .selectFrom('account')
    .select(['roles', 'locale'])
    .where('id', '=', staff.id)
    .executeTakeFirstOrThrow()
  assert.deepEqual([roles.roles, roles.locale], [['admin'], 'de'])
  const link = await server.app.db
    .selectFrom('social_identity')
    .selectAll()
    .where('account_id', '=', google.id)
    .execute()
  assert.deepEqual(
    link.map(({ issuer, subject }) => [issuer, subject]),
    [['https://accounts.google.com', 'g-6']],
  )
  assert.ok((await auditOf(server.app, plain.id)).some(({ name }) => name === 'account.imported'))
}

test('people of every kind move in, sign in as they did, and a second run changes nothing', async (t) => {
  const server = await startServer(t)
  const old = await makeOldService(t)
  const people = await fillOldService(old, many)
  const cli = makeCli({ ...storesOf(server), DEFAULT_LOCALE: 'de' })
  const dry = await cli(['import-django', old.address, '--dry-run', '--json'])
  assert.equal(dry.code, 0, dry.stderr)
  assert.equal((await server.app.db.selectFrom('account').select('id').execute()).length, 0, 'nothing is written')
  const first = await cli(['import-django', old.address, '--json'])
  assert.equal(first.code, 0, first.stderr)
  const { taken, already, refused, with: came } = first.json()
  assert.deepEqual([taken, already, refused], [many, 0, 0])
  const tenth = many / 10
  const expected = { password: many - tenth, totp: tenth, emailCodes: tenth, phone: tenth, links: tenth, roles: tenth }
  assert.deepEqual(came, { ...expected, locks: 2 * tenth })
  assert.deepEqual(dry.json().with, came)
  assert.match(first.stderr, /Importing: 100 %/)
  const before = await digestOf(server.app)
  const second = await cli(['import-django', old.address, '--json'])
  assert.deepEqual([second.json().taken, second.json().already], [0, many])
  assert.equal(await digestOf(server.app), before)
  t.diagnostic(`${first.json().per_minute} a minute, again ${second.json().per_minute} a minute`)

  const started = performance.now()
  // Of every two hundred the first ten, which are one of each kind.
  const some = people.filter((_, i) => store !== 'sqlite' || i % 200 < 10)
  await allSignIn(server, some)
  t.diagnostic(`${Math.round(performance.now() - started)} ms for ${some.length} sign-ins`)
  await sampled(server, people)
  await cleanUp(server.app)
  const unproved = server.app.db.selectFrom('account').select('id').where('email_verified_at', 'is', null)
  assert.equal((await unproved.execute()).length, tenth, 'nobody is given up for having been unverified elsewhere')
})

test('a run that is killed leaves whole accounts, and the next one brings the rest', async (t) => {
  const server = await startServer(t)
  const old = await makeOldService(t)
  await fillOldService(old, 4000)
  const killed = spawn(process.execPath, [program, 'import-django', old.address], {
    env: { ...inherited, ...storesOf(server) },
    stdio: 'ignore',
  })
  atEnd(t, () => killed.kill('SIGKILL'))
  const ended = once(killed, 'close')
  await until('the first accounts', async () => (await countOf(server.app, 'account')) || undefined)
  killed.kill('SIGKILL')
  await ended
  const there = await countOf(server.app, 'account')
  t.diagnostic(`killed with ${there} of 4000`)
  assert.ok(there > 0 && there < 4000, String(there))
  assert.equal(await countOf(server.app, 'imported_account'), there)
  const active = await server.app.db.selectFrom('account').select('id').where('is_active', '=', true).execute()
  assert.equal(await countOf(server.app, 'legacy_login'), active.length)
  const seeds = await server.app.db.selectFrom('factor').select('account_id').where('kind', '=', 'totp').execute()
  assert.equal(await countOf(server.app, 'backup_code'), 10 * seeds.length)
  const again = await makeCli(storesOf(server))(['import-django', old.address, '--json'])
  assert.deepEqual([again.code, again.json().taken, again.json().already], [0, 4000 - there, there])
  assert.deepEqual([await countOf(server.app, 'account'), await countOf(server.app, 'password')], [4000, 3600])
})

test('faults are told by row, and leave the other rows as they are', async (t) => {
  const server = await startServer(t)
  const old = await makeOldService(t)
  const of = (email: string, username: string, password = djangoHash('Old-passphrase-1!')) => ({
    email,
    username,
    password,
  })
  const bo = oldUser(old, of('bo@old.example', 'bo'))
  const squatter = oldUser(old, of('BO@old.example', 'squatter'), { is_email_verified: false })
  const rows = [
    bo,
    squatter,
    oldUser(old, of('cy@old.example', 'BO'), { is_email_verified: false }),
    oldUser(old, of('no address', 'di')),
    oldUser(old, of('ed@old.example', 'ed'), { mfa_enabled: true, totp_secret: 'SHORT' }),
    oldUser(old, of('fi@old.example', '', 'md5$salt$d41d8cd98f00b204e9800998ecf8427e')),
    oldUser(old, of('gu@old.example', 'gu'), { mfa_enabled: true }),
    oldUser(
      old,
      of('hy@old.example', 'hy', 'pbkdf2_sha256$2000000000$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='),
    ),
  ]
  await old.insert(
    'users_user',
    rows.map(({ row }) => row),
  )
  const cli = makeCli(storesOf(server))
  const dry = await cli(['import-django', old.address, '--dry-run'])
  const ended = await cli(['import-django', old.address])
  assert.deepEqual([dry.code, ended.code], [1, 1])
  const lines = (text: string): string[] => text.split('\n').filter((line) => /^[✗–]/.test(line))
  assert.deepEqual(lines(dry.stderr).length, lines(ended.stderr).length)
  const said = (uuid: string | undefined): string =>
    lines(ended.stderr).find((line) => line.includes(`users_user ${uuid}`)) ?? ''
  assert.match(said(squatter.uuid), /^✗.*its address BO@old.example is that of/)
  assert.match(said(rows[2]?.uuid), /^✗.*its username BO is that of/)
  assert.match(said(rows[3]?.uuid), /^✗.*its e-mail address is none/)
  assert.match(said(rows[4]?.uuid), /^✗.*the seed/)
  assert.match(ended.stderr, new RegExp(`– users_user ${rows[5]?.uuid}: it had no username`))
  assert.match(said(rows[7]?.uuid), /^–.*set anew/)
  assert.equal(/SHORT|d41d8cd98f00|AAAAAAAA/.test(ended.stdout + ended.stderr), false, 'no secret is told')
  const here = await server.app.db.selectFrom('account').select('email').orderBy('email').execute()
  assert.deepEqual(
    here.map(({ email }) => email),
    ['bo@old.example', 'fi@old.example', 'gu@old.example', 'hy@old.example'],
  )
  assert.equal((await login(server, { email: 'bo@old.example', password: 'Old-passphrase-1!' })).status, 200)
  assert.equal((await login(server, { email: 'gu@old.example', password: 'Old-passphrase-1!' })).status, 200)
})
