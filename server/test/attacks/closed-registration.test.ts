import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createByOperator } from '../../src/accounts/create-by-operator.ts'
import { somebody } from '../actors.ts'
import type { TestServer } from '../harness.ts'
import { openBrowser, startSocial } from '../social-browser.ts'

const closed = { env: { REGISTRATION: 'closed' } }
const newcomer = { email: 'eve@example.com', email_verified: true, name: 'Eve Adams' }

async function countRows({ app }: TestServer): Promise<number[]> {
  const tables = ['account', 'proof', 'outbox', 'username_hold'] as const
  return Promise.all(tables.map(async (table) => (await app.db.selectFrom(table).selectAll().execute()).length))
}

test('attack 16: while registration is closed, neither a form nor another service makes an account', async (t) => {
  const { server } = await startSocial(t, { eve: newcomer }, closed)
  const known = { email: 'ana@example.com', username: 'ana', password: 'Corr3ct-horse!' }
  await createByOperator(server.app, { ...known, roles: [], verified: true })
  const before = await countRows(server)
  const answers = []
  for (const body of [somebody(), { ...somebody(), email: known.email }, { ...somebody(), username: known.username }]) {
    answers.push(await server.client().post('/api/auth/register/', body))
  }
  answers.push(await openBrowser(server).signIn('acme', 'eve'))
  for (const { status, body } of answers) {
    assert.deepEqual(
      [status, body],
      [403, { detail: 'New accounts are not taken here.', error: 'registration_closed' }],
    )
  }
  assert.deepEqual(await countRows(server), before, 'no account, no proof, no mail, no name that is held')
})

test('attack 16: who has an account goes on while registration is closed, and is linked by the verified address', async (t) => {
  const { server } = await startSocial(t, { eve: newcomer }, closed)
  const operators = { email: newcomer.email, username: 'eve', password: 'Corr3ct-horse!' }
  const { id } = await createByOperator(server.app, { ...operators, roles: [], verified: true })
  const login = await server.client().post('/api/auth/login/', operators)
  assert.equal(login.status, 200, login.text)
  const answer = await openBrowser(server).signIn('acme', 'eve')
  assert.deepEqual([answer.status, answer.body.user?.id], [200, id], answer.text)
})
