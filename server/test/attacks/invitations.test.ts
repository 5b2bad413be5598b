import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { admin, signUpStaff } from '../admin.ts'
import { atOnce, signIn, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { askReset, reset } from '../recover.ts'

const chosen = 'N3w-passphrase-here'

/** An administrator invites; the answer is the mail's token. */
async function invite(server: TestServer, amy: Awaited<ReturnType<typeof signUpStaff>>, name: string) {
  const email = `${name}@example.com`
  const made = await amy.client().post(`${admin}/users/`, { email, username: name, role: 'support', reason: 'Hired' })
  assert.equal(made.status, 201, made.text)
  return { email, id: String(made.body.id), token: tokenIn(await server.mailbox.last(email)) }
}

test('attack 17: an invitation opens the invited account alone, with its role, once, by its own act', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const eve = await signUp(server, 'eve')
  const { email, id, token } = await invite(server, amy, 'new')
  // Whoever it was forwarded to cannot turn it towards an account, address or role of their own.
  for (const [path, body] of [
    ['verify-email/', { token }],
    ['profile/email/confirm/', { token }],
    ['reset-password/', { token, email: eve.email, role: 'owner', code: '123456', confirm_password: 'x' }],
  ] as const) {
    const answer = await eve.client().post(`/api/auth/${path}`, { new_password: chosen, ...body })
    assert.equal(answer.status, 400, path)
  }
  const taken = await atOnce(10, () => reset(server, { token, email: eve.email }, chosen))
  assert.deepEqual(tally(taken), { 200: 1, 400: 9 })
  assert.deepEqual(
    statuses([await signIn(server.client(), eve.email, chosen), await signIn(server.client(), email, chosen)]),
    [401, 200],
  )
  const rows = await server.app.db.selectFrom('account').select(['id', 'roles', 'email']).execute()
  assert.deepEqual(rows.find((row) => row.id === id)?.roles, ['support'])
  assert.deepEqual(rows.find((row) => row.id === eve.id)?.roles, [])
  assert.equal((await reset(server, { token }, 'An0ther-passphrase')).status, 400, 'nor twice')
})

test('attack 17: an invitation ends to the second, and with a newer link', async (t) => {
  const server = await startServer(t, { EMAIL_VERIFICATION_LIFETIME: '60' })
  const amy = await signUpStaff(server, 'admin', 'amy')
  const late = await invite(server, amy, 'late')
  const intime = await invite(server, amy, 'intime')
  const older = await invite(server, amy, 'older')
  const newer = await askReset(server, older.email)
  assert.equal((await reset(server, { token: older.token }, chosen)).status, 400)
  assert.equal((await reset(server, { token: tokenIn(newer) }, chosen)).status, 200)
  server.clock.advance({ minutes: 59, seconds: 30 })
  assert.equal((await reset(server, { token: intime.token }, chosen)).status, 200)
  server.clock.advance({ seconds: 31 })
  assert.equal((await reset(server, { token: late.token }, chosen)).status, 400)
})

test('attack 23: what was mailed to one account resets no other', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const mail = await askReset(server, ana.email)
  const [token, code] = [tokenIn(mail), codeIn(mail)]
  await askReset(server, ben.email)
  assert.equal((await reset(server, { email: ben.email, code }, chosen)).status, 400, 'the code of another')
  const body = { token, email: ben.email, user_id: ben.id, account_id: ben.id, id: ben.id, username: ben.username }
  assert.equal((await reset(server, body, chosen)).status, 200, 'the account is that of the token')
  assert.deepEqual(
    statuses([await signIn(server.client(), ben.email, chosen), await signIn(server.client(), ana.email, chosen)]),
    [401, 200],
  )
  assert.equal((await ben.profile()).status, 200, 'nor does a session of the other end')
})
