import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, somebody } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'

const api = '/api/auth'

/** Spellings that somebody may hope are read as the address of the victim, at one place or the other. */
const lookalikes: readonly (readonly [about: string, email: string])[] = [
  ['a full-width @', 'victim\uff20example.com'],
  ['a small @', 'victim\ufe6bexample.com'],
  ['a dotless i', 'v\u0131ctim@example.com'],
  ['a long s', 'victim@\u017fub.example.com'],
  ['a Kelvin sign', 'victim@\u212aelvin.example.com'],
  ['a Kelvin sign in the name', '\u212aate@example.com'],
  ['a full-width domain', 'victim@\uff45xample.com'],
  ['a soft hyphen', 'victim@exa\u00admple.com'],
  ['a blank that is none', 'victim\u200b@example.com'],
  ['an ideographic full stop', 'victim@example\u3002com'],
  ['two @', 'victim@example.com@evil.example'],
  ['a NUL', 'victim@example.com\u0000@evil.example'],
]

/** Lists, headers and quotations: one field is one mailbox. */
const lists: readonly (readonly [about: string, email: string])[] = [
  ['a comma', 'victim@example.com,eve@evil.example'],
  ['a semicolon', 'victim@example.com;eve@evil.example'],
  ['a blank', 'victim@example.com eve@evil.example'],
  ['a line break', 'victim@example.com\r\nBcc: eve@evil.example'],
  ['a bare line feed', 'victim@example.com\neve@evil.example'],
  ['a display name', 'Eve <eve@evil.example>'],
  ['a quoted list', '"victim@example.com,eve"@evil.example\r\nCc: x@evil.example'],
  ['a comment', 'victim@example.com(eve@evil.example)'],
  ['a route', '@evil.example:victim@example.com'],
  ['a percent', 'victim%40example.com'],
]

async function askEverywhere(server: TestServer, email: string): Promise<number[]> {
  const client = server.client()
  const eve = { ...somebody('eve'), email }
  const answers = [
    await client.post(`${api}/register/`, eve),
    await client.post(`${api}/forgot-password/`, { email }),
    await client.post(`${api}/resend-verification/`, { email }),
  ]
  return answers.map(({ status }) => status)
}

test('attack 18: no look-alike of an address is that address, nor any other', async (t) => {
  const server = await startServer(t)
  const victim = await signUp(server, 'victim')
  await server.app.db
    .updateTable('account')
    .set({ email: 'victim@example.com', email_key: 'victim@example.com' })
    .where('id', '=', victim.id)
    .execute()
  const before = (await server.mailbox.all()).length
  for (const [about, email] of lookalikes) {
    const [registered, ...asked] = await askEverywhere(server, email)
    assert.equal(registered, 400, about)
    for (const status of asked) assert.ok(status === 400 || status === 200, `${about}: ${status}`)
    const login = await server.client().post(`${api}/login/`, { email, password: victim.password })
    assert.notEqual(login.status, 200, about)
    const move = { new_email: email, password: victim.password }
    assert.equal((await victim.client().post(`${api}/profile/email/`, move)).status, 400, about)
  }
  assert.equal((await server.mailbox.all()).length, before, 'and nobody is mailed')
  assert.equal((await server.app.db.selectFrom('account').select('id').execute()).length, 1)
})

test('attack 18: of the spellings of one mailbox one account is made, mailed as it was first written', async (t) => {
  const server = await startServer(t)
  const first = 'Victim.One@b\u00fccher.example'
  await server.client().post(`${api}/register/`, { ...somebody(), email: first })
  for (const email of [
    'victim.one@b\u00fccher.example',
    'VICTIM.ONE@xn--bcher-kva.example',
    'victim.one@BU\u0308CHER.example',
  ]) {
    const { status } = await server.client().post(`${api}/register/`, { ...somebody(), email })
    assert.ok(status === 201 || status === 400, `${email}: ${status}`)
  }
  assert.equal((await server.app.db.selectFrom('account').select('id').execute()).length, 1)
  for (const { to } of await server.mailbox.all()) assert.equal(to, first)
})

test('attack 19: a list of addresses in one field mails nobody', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const before = (await server.mailbox.all()).length
  for (const [about, email] of lists) {
    const [registered] = await askEverywhere(server, email)
    assert.equal(registered, 400, about)
    const move = { new_email: email, password: ana.password }
    assert.equal((await ana.client().post(`${api}/profile/email/`, move)).status, 400, about)
  }
  for (const email of [['victim@example.com', 'eve@evil.example'], { 0: 'victim@example.com' }]) {
    assert.equal((await server.client().post(`${api}/forgot-password/`, { email })).status, 400)
  }
  assert.equal((await server.mailbox.all()).length, before)
})
