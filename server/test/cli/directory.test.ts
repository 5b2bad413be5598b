import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerVerified, signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { makeCli } from './run-cli.ts'

test('users create: roles, an address still to be verified, no password', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const create = (name: string, ...more: string[]) =>
    cli(['users', 'create', '--email', `${name}@example.com`, '--username', name, '--json', ...more], {
      input: 'Corr3ct-horse!',
    })
  const carl = await create('carl', '--password-stdin', '--role', 'support', '--role', 'admin')
  assert.deepEqual([carl.code, carl.json().roles], [0, ['support', 'admin']], carl.stderr)
  const dora = await create('dora', '--password-stdin', '--unverified')
  const eva = await create('eva', '--no-password')
  assert.deepEqual([dora.code, eva.code], [0, 0])
  const show = async (name: string) => {
    const shown = (await cli(['users', 'show', name, '--json'])).json()
    return [shown.is_email_verified, shown.has_password, shown.roles]
  }
  assert.deepEqual(await show('carl'), [true, true, ['support', 'admin']])
  assert.deepEqual(await show('dora'), [false, true, []])
  assert.deepEqual(await show('eva'), [true, false, []])
  const signIn = { email: 'eva@example.com', password: 'Corr3ct-horse!' }
  assert.equal((await server.client().post('/api/auth/login/', signIn)).status, 401)

  const taken = await create('CARL', '--password-stdin')
  assert.deepEqual([taken.code, Object.keys(taken.json().fields)], [1, ['email', 'username']])
  const wrong = await cli(['users', 'create', '--email', 'nobody', '--username', ' ', '--no-password', '--json'])
  assert.deepEqual(wrong.json().fields, {
    email: ['Enter a valid email address.'],
    username: ['This field may not be blank.'],
  })
})

test('users list: search, limit, and names that cannot speak to the terminal', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await registerVerified(server, 'ana')
  await registerVerified(server, 'ben')
  const evil = { email: 'evil@example.com', username: 'e\u001b[2Jvil\u202e', password: 'Corr3ct-horse!' }
  assert.equal((await server.client().post('/api/auth/register/', evil)).status, 201)

  const all = (await cli(['users', 'list', '--json'])).json()
  assert.deepEqual([all.users.length, all.more], [3, false])
  const one = (await cli(['users', 'list', '--limit', '1', '--json'])).json()
  assert.deepEqual([one.users[0].id, one.more], [ana.id, true])
  const found = (await cli(['users', 'list', '--search', ana.username.toUpperCase(), '--json'])).json()
  assert.deepEqual(
    found.users.map(({ id }: { id: string }) => id),
    [ana.id],
  )
  const told = await cli(['users', 'list'])
  assert.match(told.stdout, /evil@example\.com .*unverified/)
  assert.doesNotMatch(told.stdout, /[\u001b\u202e]/)
})

test('users export: a document a line, everybody, and no hash', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const people = [await signUp(server, 'ana'), await registerVerified(server, 'ben')]
  const { code, stdout } = await cli(['users', 'export'])
  assert.equal(code, 0)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(lines.map(({ id }) => id).toSorted(), people.map(({ id }) => id).toSorted())
  const ana = lines.find(({ id }) => id === people[0]?.id)
  assert.deepEqual(
    [ana.email, ana.username, ana.is_active, ana.is_email_verified, ana.has_password],
    [people[0]?.email, people[0]?.username, true, true, true],
  )
  assert.doesNotMatch(stdout, /argon2|hash|digest/)
})

test('an account nobody has', async (t) => {
  const server = await startServer(t)
  const { code, json } = await makeCli(storesOf(server))(['users', 'unlock', 'nobody@example.com', '--json'])
  assert.equal(code, 1)
  assert.match(json().error, /There is no account .* "nobody@example\.com"/)
})
