import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerVerified } from '../actors.ts'
import { admin, giveRoles, proveAgain, signUpStaff } from '../admin.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { auditOf } from '../records.ts'

const why = { reason: 'New colleague' }

test('who is invited chooses the password by the mailed link, which proves the address; nobody else knows one', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const create = (body: object) => amy.client().post(`${admin}/users/`, { ...why, ...body })
  const email = 'new@example.com'
  const made = await create({ email, username: 'new', role: 'support', password: 'Pl4nted-password' })
  assert.equal(made.status, 201, made.text)
  assert.deepEqual(made.body, { id: made.body.id, email, username: 'new', roles: ['support'] })
  const login = (password: string) => server.client().post('/api/auth/login/', { email, password })
  assert.equal((await login('Pl4nted-password')).status, 401)
  const mail = await server.mailbox.last(email)
  assert.equal(mail.subject, 'You are invited to Kalosphere')
  const password = 'N3w-passphrase-here'
  const reset = { token: tokenIn(mail), new_password: password, confirm_password: password }
  assert.equal((await server.client().post('/api/auth/reset-password/', reset)).status, 200)
  assert.equal((await login(password)).status, 200)
  assert.equal((await server.client().post('/api/auth/reset-password/', reset)).status, 400, 'the link is used up')
  const names = (await auditOf(server.app, made.body.id)).map(({ name }) => name)
  for (const name of ['account.created_by_operator', 'account.invited', 'account.administered']) {
    assert.ok(names.includes(name), name)
  }
  const taken = await create({ email: 'NEW@example.com', username: 'NEW' })
  assert.deepEqual([taken.status, Object.keys(taken.body).toSorted()], [400, ['email', 'error', 'username']])
  const quiet = await create({ email: 'quiet@example.com', username: 'quiet', invite: false, verified: true })
  assert.equal(quiet.status, 201)
  assert.deepEqual(await server.mailbox.to('quiet@example.com'), [])
  server.clock.advance({ minutes: 16 })
  await amy.renew()
  assert.equal((await create({ email: 'x@example.com', username: 'x' })).body.error, 'reauthentication_required')
})

test('attack 84: people are exported whole, by filter, as lines and as a table in which no name is a formula', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await registerVerified(server, 'ana')
  await giveRoles(server, ana.id, ['support', 'admin'])
  const formula = '=HYPERLINK("http://evil.example","a")'
  await server.app.db.updateTable('account').set({ display_name: formula }).where('id', '=', ana.id).execute()
  const [sample] = await server.app.db.selectFrom('account').selectAll().where('id', '=', ana.id).execute()
  assert.ok(sample)
  const more = Array.from({ length: 430 }, (_, i) => {
    const name = `more${i}`
    const names = { email: `${name}@example.com`, email_key: `${name}@example.com`, username: name, username_key: name }
    return { ...sample, ...names, id: crypto.randomUUID(), roles: [] }
  })
  for (let i = 0; i < more.length; i += 50) {
    await server.app.db
      .insertInto('account')
      .values(more.slice(i, i + 50))
      .execute()
  }
  const read = (body: object) => amy.client().post(`${admin}/users/export/`, { ...why, ...body })
  const lines = await read({ format: 'jsonl' })
  const people = lines.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(people.length, 432)
  assert.equal(new Set(people.map(({ id }) => id)).size, 432)
  assert.equal(people.find(({ id }) => id === ana.id).display_name, formula, 'a document is no spreadsheet')
  const table = await read({ format: 'csv', role: 'admin' })
  assert.match(table.headers.get('content-type') ?? '', /^text\/csv/)
  const [heading, ...rows] = table.text.trimEnd().split('\r\n')
  assert.match(heading ?? '', /^"id","email","username","display_name","roles"/)
  assert.equal(rows.length, 2)
  const row = rows.find((text) => text.includes(ana.id)) ?? ''
  assert.ok(row.includes(`"'=HYPERLINK(""http://evil.example"",""a"")","support admin","true","true"`), row)
  assert.equal(
    (await read({ format: 'csv', search: 'more42', state: 'active' })).text.trimEnd().split('\r\n').length,
    12,
  )
  for (const bad of [{ format: 'xml' }, {}, { format: 'csv', state: 'x' }, { format: 'csv', created_from: 'x' }]) {
    assert.equal((await read(bad)).status, 400)
  }
  server.clock.advance({ minutes: 16 })
  await amy.renew()
  assert.equal((await read({ format: 'csv' })).body.error, 'reauthentication_required')
  await proveAgain(amy)
  const acted = (await auditOf(server.app, amy.id)).filter(({ name }) => name === 'admin.acted')
  assert.equal(acted.length, 3, 'what was refused is not recorded')
})
