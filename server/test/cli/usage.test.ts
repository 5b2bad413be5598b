import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { store } from '../store.ts'
import { makeCli, makeFolder } from './run-cli.ts'

/** What needs no running service is the same on every store. */
const sqliteOnly = { skip: store !== 'sqlite' }

test('exit codes: 0 for help, 2 for wrong usage', sqliteOnly, async (t) => {
  const cli = makeCli({ DATA_DIR: makeFolder(t) })
  const rows: [args: string[], code: number, said: RegExp][] = [
    [['--help'], 0, /createsuperuser/],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    [['users'], 2, /set-password/],
    [['user'], 2, /unknown command 'user'\n.*Did you mean users/],
    [['users', 'list', '--nonsense'], 2, /unknown option '--nonsense'/],
    [['users', 'list', '--limit', '0'], 2, /whole number from 1/],
    [['users', 'show', 'one', 'two'], 2, /too many arguments/],
    [['users', 'create', '--email', 'a@b.cd', '--username', 'a', '--role', 'emperor'], 2, /support, admin/],
    [['breached', 'update', '--from', 'x', '--format', 'md5'], 2, /Allowed choices are sha1, plain/],
  ]
  const ended = await Promise.all(rows.map(([args]) => cli(args)))
  for (const [at, [args, code, said]] of rows.entries()) {
    assert.equal(ended[at]?.code, code, args.join(' '))
    assert.match(ended[at]?.[code === 0 ? 'stdout' : 'stderr'] ?? '', said)
    if (code !== 0) assert.equal(ended[at]?.stdout, '', 'what is wrong goes to standard error')
  }
})

test('with --json standard output is one document, whatever happens', sqliteOnly, async (t) => {
  const cli = makeCli({ DATA_DIR: makeFolder(t) })
  const misused = await cli(['users', 'show', '--json'])
  assert.deepEqual([misused.code, misused.json()], [2, { error: "missing required argument 'who'" }])
  const failed = await cli(['users', 'list', '--json'])
  assert.equal(failed.code, 1)
  assert.match(failed.json().error, /There is no database at .*kalosphere\.db\. Run `kalosphere-auth migrate`/)
})

test('where there is no terminal nobody is asked', sqliteOnly, async (t) => {
  const cli = makeCli({ DATA_DIR: makeFolder(t) })
  assert.equal((await cli(['migrate'])).code, 0)
  const noNames = await cli(['createsuperuser'])
  assert.deepEqual([noNames.code, noNames.stdout], [2, ''])
  assert.match(noNames.stderr, /--email and --username are needed/)
  const names = ['--email', 'root@example.com', '--username', 'root']
  const noPassword = await cli(['createsuperuser', ...names])
  assert.equal(noPassword.code, 2)
  assert.match(noPassword.stderr, /--password-stdin/)
  const settings = { KALOSPHERE_SUPERUSER_PASSWORD: 'Adm1n-passphrase!' }
  const made = await cli(['createsuperuser', ...names], { settings })
  assert.deepEqual([made.code, made.stdout], [0, 'Created root <root@example.com> as admin.\n'], made.stderr)
})

test('faults of the configuration are told one line each, and nothing is made', sqliteOnly, async (t) => {
  const folder = makeFolder(t)
  const cli = makeCli({ DATA_DIR: folder, PORT: 'many', DB_POOL_SIZE: '0' })
  for (const args of [['migrate'], ['users', 'list']]) {
    const { code, stderr } = await cli(args)
    assert.equal(code, 1)
    assert.deepEqual(stderr.split('\n').slice(0, 3), [
      'The configuration is not right:',
      '  - PORT must be a whole number from 0 to 65535, not "many".',
      '  - DB_POOL_SIZE must be a whole number from 1 to 500, not "0".',
    ])
  }
  assert.deepEqual(readdirSync(folder), [])
})

test('a command that only looks makes no database', sqliteOnly, async (t) => {
  const folder = makeFolder(t)
  const cli = makeCli({ DATA_DIR: folder })
  for (const args of [['users', 'list'], ['migrate', '--dry-run'], ['check'], ['backup', 'x']]) {
    await cli(args)
    assert.equal(existsSync(`${folder}/kalosphere.db`), false, args.join(' '))
  }
})

test('migrate: what would run, what ran, and nothing more', sqliteOnly, async (t) => {
  const cli = makeCli({ DATA_DIR: makeFolder(t) })
  const ran = (await cli(['migrate', '--json'])).json()
  assert.ok(ran.ran.includes('0001-core'))
  assert.equal(ran.backup, null)
  assert.deepEqual((await cli(['migrate', '--json'])).json().ran, [])
  assert.deepEqual((await cli(['migrate', '--dry-run', '--json'])).json(), { pending: [] })
})

test('a database that does not answer is told, not thrown', sqliteOnly, async (t) => {
  const settings = { DATA_DIR: makeFolder(t), DATABASE_URL: 'postgres://nobody:a-secret-word@127.0.0.1:9/none' }
  const { code, stdout, stderr } = await makeCli(settings)(['users', 'list'])
  assert.equal(code, 1)
  assert.match(stderr, /ECONNREFUSED/)
  assert.doesNotMatch(stderr, /a-secret-word|node:internal/)
  assert.equal(stdout, '')
})
