import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { hash as bcrypt } from '@node-rs/bcrypt'
import { startServer, type TestServer } from '../harness.ts'
import { djangoHash } from '../old-people.ts'
import { storesOf } from '../same-stores.ts'
import { codeOf, signUpWithTotp } from '../second-factor.ts'
import { makeCli, makeFolder } from './run-cli.ts'

const password = 'Corr3ct-horse!'
const signer = 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='
const firebase = `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${signer}$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==`

function login(server: TestServer, email: string, given = password) {
  return server.client().post('/api/auth/login/', { email, password: given })
}

async function secretsExported({ app }: TestServer): Promise<number> {
  const named = app.db.selectFrom('audit_event').select('id').where('name', '=', 'account.secrets_exported')
  return (await named.execute()).length
}

test('users import: people of several services sign in with their passwords, and a second run changes nothing', async (t) => {
  const server = await startServer(t)
  const file = join(makeFolder(t), 'people.jsonl')
  const id = randomUUID()
  const lines = [
    { id, email: 'django@new.example', username: 'dj', password_hash: djangoHash(password), is_email_verified: true },
    {
      source_id: 'auth0|5f7c8ec7c33c6c004bbafe82',
      email: 'auth0@new.example',
      username: 'au',
      password_hash: await bcrypt(password, { cost: 4 }),
      is_email_verified: true,
      roles: ['support'],
      created_at: '2020-01-02T03:04:05Z',
    },
    { email: 'fire@new.example', locale: 'fr', password_hash: firebase, is_email_verified: true, phone_number: null },
    {
      email: 'cognito@new.example',
      username: 'co',
      is_email_verified: true,
      identities: [{ provider: 'google', subject: '7' }],
    },
  ]
  writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`)
  const cli = makeCli({ ...storesOf(server), DEFAULT_LOCALE: 'es' })
  const first = await cli(['users', 'import', file, '--source', 'mixed', '--json'])
  assert.equal(first.code, 0, first.stderr)
  const locales = await server.app.db.selectFrom('account').select('locale').orderBy('email').execute()
  assert.deepEqual(
    locales.map(({ locale }) => locale),
    ['es', 'es', 'es', 'fr'],
    'that of the service, where the file names none',
  )
  const report = JSON.parse(first.stdout.trim().split('\n').at(-1) ?? '')
  assert.deepEqual([report.taken, report.with.password, report.with.links], [4, 3, 1])
  assert.equal((await login(server, 'DJANGO@new.example')).body.user?.id, id)
  assert.equal((await login(server, 'au')).status, 200)
  assert.equal((await login(server, 'fire@new.example', 'user1password')).status, 200)
  assert.equal((await login(server, 'cognito@new.example')).status, 401)
  const again = await cli(['users', 'import', file, '--source', 'mixed', '--json'])
  assert.deepEqual([again.json().taken, again.json().already], [0, 4])
  const hashes = await server.app.db.selectFrom('password').select('hash').execute()
  assert.ok(hashes.every(({ hash }) => hash.startsWith('$argon2id$')))
})

test('users import: what is wrong is told by line, without what stands in it, and the others are taken', async (t) => {
  const server = await startServer(t)
  const file = join(makeFolder(t), 'people.jsonl')
  const lines = [
    '{"email":"ok@new.example","username":"ok"}',
    '{"email":"plain@new.example","username":"plain","password":"S3cret-in-plain"}',
    '{"email":"typo@new.example","passwordHash":"x"}',
    'not json S3cret',
    '[1]',
    '{"email":"OK@new.example","username":"other"}',
    '{"email":"mfa@new.example","mfa_enabled":true}',
    '{"email":"role@new.example","roles":["root"]}',
    '{"email":"time@new.example","created_at":"yesterday"}',
    `{"email":"long@new.example","display_name":"${'x'.repeat(70_000)}"}`,
    '{"email":"id@new.example","id":"../../etc"}',
    '{"email":"weak@new.example","username":"weak","password_hash":"5f4dcc3b5aa765d61d8327deb882cf99"}',
  ]
  writeFileSync(file, lines.join('\n'))
  const ended = await makeCli(storesOf(server))(['users', 'import', file, '--json'])
  assert.equal(ended.code, 1)
  const told = ended.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const report = told.pop()
  assert.deepEqual([report.read, report.taken, report.refused], [12, 2, 10])
  const refused = told.filter(({ taken }) => !taken).map(({ row }) => Number(row.slice(5)))
  assert.deepEqual(
    refused.toSorted((a, b) => a - b),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  )
  assert.equal(/S3cret|5f4dcc3b/.test(ended.stdout + ended.stderr), false)
  assert.equal((await server.app.db.selectFrom('password').select('hash').execute()).length, 0)
})

test('users export, and import elsewhere: hashes and seeds on request only, and the log says so', async (t) => {
  const here = await startServer(t)
  const ana = await signUpWithTotp(here)
  const cli = makeCli(storesOf(here))
  const shy = (await cli(['users', 'export'])).json()
  assert.deepEqual([shy.password_hash, shy.totp_secret, shy.has_password], [undefined, undefined, true])
  assert.equal(await secretsExported(here), 0)
  const exported = await cli(['users', 'export', '--with-secrets'])
  assert.equal(await secretsExported(here), 1)

  const there = await startServer(t)
  const file = join(makeFolder(t), 'people.jsonl')
  writeFileSync(file, exported.stdout)
  const taken = await makeCli(storesOf(there))(['users', 'import', file, '--json'])
  assert.equal(taken.code, 0, taken.stdout)
  const first = await login(there, ana.email, ana.password)
  assert.equal(first.body.error, 'mfa_required', first.text)
  const code = { mfa_token: first.body.mfa_token, method: 'totp', code: codeOf(there, ana.secret) }
  const second = await there.client().post('/api/auth/login/mfa/', code)
  assert.deepEqual([second.status, second.body.user?.id], [200, ana.id])
})
