import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, somebody } from '../actors.ts'
import { signUpStaff } from '../admin.ts'
import { startServer, type TestServer } from '../harness.ts'
import { type Field, readBodyOperations, wellShaped } from './operations.ts'
import { assertRefusal, assertUnharmed } from './refusals.ts'

const lone = String.fromCharCode(0xd8_00)

/** What no field of text takes. */
const badTexts: readonly unknown[] = [
  ...[null, 0, 1, -1, 1.5, 1e300, true, false, [], ['a'], {}, { a: 1 }, { toString: 'x' }, [[[]]]],
  ...['', '   ', '\t\n', 'a\0b', '\0', `a${lone}b`, `${String.fromCharCode(0xdc_00)}x`],
]
const badFlags: readonly unknown[] = [null, 2, -1, 0.5, '', 'maybe', ' true ', 'yES', [], [true], {}, 'a\0b', lone]

/** What a person may empty. */
const clearable = [
  ...['/api/auth/profile/ display_name', '/api/auth/profile/ avatar_url', '/api/auth/devices/{id}/ name'],
  ...['/api/admin/users/{id}/ display_name', '/api/admin/users/{id}/ avatar_url'],
]

const id = crypto.randomUUID()

function badValues({ type, maxLength }: Field, name: string): unknown[] {
  if (type === 'boolean') return [...badFlags]
  if (type === 'object') return [null, 0, 1.5, true, '', 'text', 'a\0b', [], [{}], { id: 'x'.repeat(16_384) }]
  if (type === 'array')
    return [
      ...badTexts,
      [null],
      [{}],
      ['x'.repeat(36)],
      [id, id],
      Array.from({ length: 101 }, () => crypto.randomUUID()),
    ]
  const longest = maxLength === undefined ? [] : ['é'.repeat(maxLength + 1)]
  const mayBeEmpty = clearable.includes(name)
  return [...badTexts.filter((value) => !(mayBeEmpty && typeof value === 'string' && value.trim() === '')), ...longest]
}

/** Somebody signed in whom every route lets in, and all operations that take a body. */
async function start(server: TestServer) {
  const ana = await signUpStaff(server, 'admin')
  return { client: ana.client(), operations: await readBodyOperations(server) }
}

test('no field of any operation takes a value of a wrong type, length or character', async (t) => {
  const server = await startServer(t)
  const { client, operations } = await start(server)
  assert.ok(operations.length >= 13)
  const hashed = server.app.hasher.stats().count
  for (const { method, path, fields } of operations) {
    for (const [name, field] of Object.entries(fields)) {
      for (const bad of badValues(field, `${path} ${name}`)) {
        const about = `${method} ${path} ${name}=${JSON.stringify(bad).slice(0, 40)}`
        const answer = await client.send(method, path, { body: { ...wellShaped(fields), [name]: bad } })
        assertRefusal(answer, about)
        assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_input'], about)
        assert.ok(name in answer.body || typeof answer.body.detail === 'string', `${about} is not named`)
      }
    }
  }
  assert.equal(server.app.hasher.stats().count, hashed, 'a body of a wrong shape reached the work behind it')
  await assertUnharmed(server)
})

test('a body that is no object is refused in the same words everywhere', async (t) => {
  const server = await startServer(t)
  const { client, operations } = await start(server)
  const expected = (kind: string) => [`Invalid data. Expected a dictionary, but got ${kind}.`]
  const bodies: readonly [raw: string, message: string[]][] = [
    ['[]', expected('list')],
    ['[{"email":"a@example.com"}]', expected('list')],
    ['"text"', expected('str')],
    ['5', expected('int')],
    ['1.5', expected('float')],
    ['true', expected('bool')],
    ['null', ['No data provided']],
  ]
  for (const { method, path } of operations) {
    for (const [raw, message] of bodies) {
      const answer = await client.send(method, path, { raw })
      assertRefusal(answer, `${method} ${path} ${raw}`)
      assert.deepEqual([answer.status, answer.body.non_field_errors], [400, message], `${method} ${path} ${raw}`)
    }
  }
  await assertUnharmed(server)
})

const malformed: readonly (string | Buffer)[] = [
  ...['{', '}', '{"a"}', '{"a":}', "{'a':1}", '{"a":1,}', '{} {}', '\ufeff{}', 'undefined', '{"a":NaN}', '{"a":1e999}'],
  ...['{"password":"a","password":"b"}', '{"a":1,"\\u0061":2}', '{"a":"\\ud8"}', '{"a":"\\x"}', '{"a":"line\nbreak"}'],
  ...['['.repeat(60_000), '{"a":'.repeat(10_000), `${'[{"a":'.repeat(9000)}`],
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  Buffer.from('{"email":"a@example.com"}', 'utf16le'),
  Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
  Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc0, 0xaf, 0x22, 0x7d]),
]

test('attacks 68, 79 and 84: malformed JSON, doubled keys, deep nesting and bytes that are not UTF-8 are refused everywhere', async (t) => {
  const server = await startServer(t)
  const { client, operations } = await start(server)
  for (const { method, path } of operations) {
    for (const raw of malformed) {
      const about = `${method} ${path} ${JSON.stringify(String(raw)).slice(0, 60)}`
      const answer = await client.send(method, path, { raw })
      assertRefusal(answer, about)
      assert.deepEqual([answer.status, answer.body.error], [400, 'malformed_body'], about)
    }
  }
  await assertUnharmed(server)
})

test('attacks 29 and 84: a body over the cap is refused before it is read, whatever it holds', async (t) => {
  const server = await startServer(t)
  const { client, operations } = await start(server)
  const hashed = server.app.hasher.stats().count
  for (const { method, path, fields } of operations) {
    const tooLarge: readonly string[] = [
      JSON.stringify({ ...wellShaped(fields), password: 'x'.repeat(1_000_000) }),
      '['.repeat(100_000),
      `${' '.repeat(64 * 1024)}{}`,
    ]
    for (const raw of tooLarge) {
      const answer = await client.send(method, path, { raw })
      assertRefusal(answer, `${method} ${path}`)
      assert.deepEqual([answer.status, answer.body.error], [413, 'body_too_large'])
    }
  }
  assert.equal(server.app.hasher.stats().count, hashed)
  await assertUnharmed(server)
})

test('attack 29: a password beyond 256 characters costs no hash on the way in, and a form is read as strictly as JSON', async (t) => {
  const server = await startServer(t)
  const client = server.client()
  const hashed = server.app.hasher.stats().count
  const long = await client.post('/api/auth/register/', { ...somebody(), password: 'é'.repeat(257) })
  assert.deepEqual(long.body.password, ['Ensure this field has no more than 256 characters.'])
  const form = 'email=a%40example.com&email=b%40example.com&username=ana&password=Corr3ct-horse!'
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const doubled = await client.send('POST', '/api/auth/register/', { raw: form, headers: type })
  assert.deepEqual(doubled.body.email, ['Enter a valid email address.'])
  const many = await client.send('POST', '/api/auth/register/', { raw: 'a=1&'.repeat(5000), headers: type })
  assertRefusal(many, 'a form of 5000 fields')
  assert.equal(server.app.hasher.stats().count, hashed)
  await assertUnharmed(server)
})

/** Every name that a column, a prototype or another service's user object could have. */
const planted = {
  ...{ id: '00000000-0000-4000-8000-000000000000', user_id: 'x', accountId: 'x', account_id: 'x' },
  ...{ roles: ['admin'], role: 'admin', is_staff: true, is_superuser: true, is_active: false, isActive: false },
  ...{ is_email_verified: true, email_verified_at: '2020-01-01T00:00:00Z', emailVerifiedAt: 1, mfa_enabled: true },
  ...{ email_key: 'x@example.com', username_key: 'x', display_name: 'planted', created_at: 0, hash: 'x' },
  ...{ constructor: { prototype: { planted: true } }, prototype: { planted: true }, toString: 'x', hasOwnProperty: 1 },
}

test('attacks 15 and 84: fields that no schema names are dropped, and prototypes stay as they are', async (t) => {
  const server = await startServer(t)
  const person = somebody()
  const raw = JSON.stringify({ ...person, ...planted }).replace(
    /\}$/,
    ',"__proto__":{"planted":true,"is_active":false}}',
  )
  const registered = await server.client().send('POST', '/api/auth/register/', { raw })
  assert.equal(registered.status, 201, registered.text)
  assert.deepEqual(Object.keys(registered.body), ['id', 'email', 'username', 'detail'])
  const row = await server.app.db
    .selectFrom('account')
    .selectAll()
    .where('email', '=', person.email)
    .executeTakeFirstOrThrow()
  assert.notEqual(row.id, planted.id)
  assert.deepEqual(
    [row.roles, row.is_active, row.email_verified_at, row.mfa_enabled, row.display_name],
    [[], true, null, false, ''],
  )
  assert.equal('planted' in {}, false)
  await assertUnharmed(server)
})

test('attack 15: a profile takes no planted column either, and a field by the name of a prototype counts as absent', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const raw = '{"display_name":"Ana","__proto__":{"username":"eve"},"roles":["admin"],"is_active":false,"id":"x"}'
  const changed = await ana.client().send('PATCH', '/api/auth/profile/', { raw })
  assert.deepEqual([changed.status, changed.body.username, changed.body.id], [200, ana.username, ana.id])
  const inherited = await server.client().send('POST', '/api/auth/login/', {
    raw: `{"__proto__":{"email":"${ana.email}","password":"${ana.password}"}}`,
  })
  assert.equal(inherited.body.detail, 'Email and password are required.')
  const named = await server.client().post('/api/auth/login/', { email: '__proto__', password: 'constructor' })
  assert.equal(named.status, 401)
  await assertUnharmed(server)
})
