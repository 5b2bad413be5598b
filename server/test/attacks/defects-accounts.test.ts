import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deactivateAccount, reactivateAccount } from '../../src/accounts/switch-account.ts'
import { type Actor, registerUnverified, registerVerified, signUp, somebody } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { readTables } from './tables.ts'

/** The numbers are those of the list of defects that the old service had; each test shows that its defect is gone. */
const api = '/api/auth'
const chosen = { new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }

test('attack 14, defect 3: no profile request sets the address or a security flag', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const before = (await ana.profile()).body
  const forged: readonly (readonly [field: string, value: unknown])[] = [
    ['is_email_verified', false],
    ['mfa_enabled', true],
    ['email_mfa_enabled', true],
    ['is_phone_verified', true],
    ['email', 'eve@example.com'],
    ['email', ana.email.toUpperCase().replace('EXAMPLE', 'evil')],
  ]
  for (const [field, value] of forged) {
    const changed = await ana.client().send('PATCH', `${api}/profile/`, { body: { display_name: 'x', [field]: value } })
    assert.deepEqual([changed.status, changed.body[field]], [400, ['This field cannot be changed here.']], field)
    const form = { display_name: 'x', [field]: String(value) }
    assert.equal((await ana.client().send('PATCH', `${api}/profile/`, { form })).status, 400, `${field} by form`)
  }
  assert.deepEqual((await ana.profile()).body, before, 'nothing of a refused request is stored')
})

test('defect 3: a borrowed token does not take the account over by way of its address', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const eve = 'eve@example.com'
  await ana.client().send('PATCH', `${api}/profile/`, { body: { email: eve } })
  const guessed = await ana.client().post(`${api}/profile/email/`, { new_email: eve, password: 'Wr0ng-guess' })
  assert.deepEqual(guessed.body.password, ['Password is incorrect.'])
  await server.client().post(`${api}/forgot-password/`, { email: eve })
  assert.deepEqual(await server.mailbox.to(eve), [])
  const wish = { new_email: eve, password: ana.password }
  assert.equal((await ana.client().post(`${api}/profile/email/`, wish)).status, 200)
  assert.equal((await ana.profile()).body.email, ana.email, 'nothing changes before the new mailbox is proved')
  assert.match((await server.mailbox.last(ana.email)).text, /undo-email-change\?token=/, 'the owner can take it back')
})

test('defect 4: what the verification mail holds verifies an address and is no access token', async (t) => {
  const server = await startServer(t)
  const { email, password } = await registerUnverified(server)
  const mail = await server.mailbox.last(email)
  for (const found of [tokenIn(mail), codeIn(mail)]) {
    const client = server.client().as(found)
    assert.equal((await client.get(`${api}/profile/`)).status, 401)
    const flags = { is_email_verified: true }
    assert.equal((await client.send('PATCH', `${api}/profile/`, { body: flags })).status, 401)
    assert.equal((await client.post(`${api}/token/verify/`, { token: found })).status, 401)
    assert.equal((await client.post(`${api}/refresh/`, { refresh: found })).status, 401)
    const reset = await client.post(`${api}/reset-password/`, { token: found, ...chosen })
    assert.ok(reset.status >= 400)
  }
  const login = await server.client().post(`${api}/login/`, { email, password })
  assert.deepEqual([login.status, login.body.error], [401, 'email_not_verified'])
})

async function deactivated(server: TestServer): Promise<Actor> {
  const ana = await signUp(server)
  const body = { password: ana.password, confirm_deactivation: true }
  assert.equal((await ana.client().post(`${api}/deactivate-account/`, body)).status, 200)
  return ana
}

test('attack 11, defect 5: a deactivated account opens by no door', async (t) => {
  const server = await startServer(t)
  const ana = await deactivated(server)
  const login = await ana.login()
  assert.deepEqual([login.status, login.body.error], [401, 'bad_credentials'])
  assert.equal((await ana.renew()).status, 401)
  assert.equal((await ana.profile()).body.error, 'user_inactive')
  assert.equal((await server.client().post(`${api}/token/verify/`, { token: ana.access })).status, 401)
  assert.equal((await server.client().post(`${api}/token/verify/`, { token: ana.refresh })).status, 401)
  const mails = (await server.mailbox.to(ana.email)).length
  for (const path of ['forgot-password', 'resend-verification']) {
    await server.client().post(`${api}/${path}/`, { email: ana.email })
  }
  assert.equal((await server.mailbox.to(ana.email)).length, mails, 'a deactivated account is mailed no way in')
})

test('defect 5: links and codes from before a deactivation bring nothing back', async (t) => {
  const server = await startServer(t)
  const fresh = await registerUnverified(server)
  const ana = await signUp(server)
  await server.client().post(`${api}/forgot-password/`, { email: ana.email })
  const [verification, reset] = [await server.mailbox.last(fresh.email), await server.mailbox.last(ana.email)]
  for (const accountId of [fresh.id, ana.id]) {
    await server.app.transaction((tx) => deactivateAccount(server.app, tx, undefined, { accountId, by: 'operator' }))
  }
  const post = (path: string, body: object) => server.client().post(`${api}/${path}/`, body)
  assert.equal((await post('verify-email', { token: tokenIn(verification) })).status, 400)
  assert.equal((await post('verify-email', { email: fresh.email, code: codeIn(verification) })).status, 400)
  assert.equal((await post('reset-password', { token: tokenIn(reset), ...chosen })).status, 400)
  assert.equal((await post('reset-password', { email: ana.email, code: codeIn(reset), ...chosen })).status, 400)
  const rows = await server.app.db.selectFrom('account').select(['is_active', 'email_verified_at']).execute()
  assert.deepEqual(
    rows.map(({ is_active }) => is_active),
    [false, false],
  )
})

test('defect 5: an account that is switched on again finds nothing of before alive', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const ana = await signUp(server)
  await server.client().post(`${api}/forgot-password/`, { email: ana.email })
  const token = tokenIn(await server.mailbox.last(ana.email))
  await ana.client().post(`${api}/deactivate-account/`, { password: ana.password, confirm_deactivation: true })
  assert.equal(await app.transaction((tx) => reactivateAccount(app, tx, ana.id)), true)
  assert.deepEqual([(await ana.profile()).status, (await ana.renew()).status], [401, 401])
  assert.equal((await server.client().post(`${api}/reset-password/`, { token, ...chosen })).status, 400)
  assert.equal((await ana.login()).status, 200)
})

test('defect 14: neither reset tokens nor codes nor refresh tokens are readable in the database', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await server.client().post(`${api}/forgot-password/`, { email: ana.email })
  const waiting = await readTables(server.app)
  const mail = await server.mailbox.last(ana.email)
  const cells = [...waiting, ...(await readTables(server.app))]
  for (const secret of [tokenIn(mail), ana.refresh, ana.access, ana.deviceToken, ana.password]) {
    const found = cells.filter(({ text }) => text.includes(secret))
    assert.deepEqual(found, [])
  }
  const code = codeIn(mail)
  assert.deepEqual(
    cells.filter(({ text }) => text === code),
    [],
  )
})

test('defect 23: a look at a link verifies nothing, and a used one is used up', async (t) => {
  const server = await startServer(t)
  const { email } = await registerUnverified(server)
  const token = tokenIn(await server.mailbox.last(email))
  for (const method of ['HEAD', 'GET', 'HEAD']) {
    const scanner = { accept: 'text/html,*/*', 'user-agent': 'a mail scanner' }
    await server.client(scanner).send(method, `${api}/verify-email/?token=${token}`)
    await server.client(scanner).send(method, `/verify-email?token=${token}`)
  }
  const state = async () => {
    const row = server.app.db.selectFrom('account').select('email_verified_at').where('email', '=', email)
    return (await row.executeTakeFirstOrThrow()).email_verified_at
  }
  assert.equal(await state(), null)
  await server.client().post(`${api}/verify-email/`, { token })
  const verified = await state()
  assert.ok(verified)
  server.clock.advance({ minutes: 5 })
  await server.client().post(`${api}/verify-email/`, { token })
  assert.deepEqual(await state(), verified, 'the second use changes nothing')
  const other = await registerVerified(server)
  server.clock.advance({ days: 2 })
  const late = await registerUnverified(server)
  const expired = tokenIn(await server.mailbox.last(late.email))
  server.clock.advance({ minutes: 1441 })
  assert.equal((await server.client().post(`${api}/verify-email/`, { token: expired })).status, 400)
  assert.equal((await other.login()).status, 200)
})

test('attack 18, defect 20: an address and a username are one in every spelling of their case', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const cased = ana.email.replace('ana', 'ANA').replace('example.com', 'EXAMPLE.Com')
  const again = await server.client().post(`${api}/register/`, { ...somebody(), email: cased })
  assert.equal(again.status, 201, 'told as if it were new')
  const named = { ...somebody(), username: ana.username.toUpperCase() }
  const taken = await server.client().post(`${api}/register/`, named)
  assert.deepEqual(taken.body.username, ['user with this username already exists.'])
  const accounts = await server.app.db.selectFrom('account').select('id').execute()
  assert.deepEqual(
    accounts.map(({ id }) => id),
    [ana.id],
  )
  for (const email of [cased, ana.username.toUpperCase()]) {
    const login = await server.client().post(`${api}/login/`, { email, password: ana.password })
    assert.equal(login.body.user?.id, ana.id, email)
  }
})
