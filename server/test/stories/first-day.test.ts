import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'

test('register, verify, sign in, read the profile, refresh, change the password, sign out', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const profile = await ana.profile()
  assert.equal(profile.status, 200)
  assert.equal(profile.body.email, ana.email)
  assert.equal(profile.body.is_email_verified, true)

  const before = ana.refresh
  assert.equal((await ana.renew()).status, 200)
  assert.notEqual(ana.refresh, before)

  const change = { current_password: ana.password, new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
  const changed = await ana.client().post('/api/auth/change-password/', change)
  assert.deepEqual([changed.status, changed.body], [200, { detail: 'Password changed successfully.' }])
  assert.equal((await server.mailbox.last(ana.email)).subject.includes('password'), true)
  assert.equal((await ana.profile()).status, 200, 'the session that changed it goes on')
  assert.equal((await ana.login()).status, 401, 'the old password is worth nothing')
  ana.password = 'N3w-passphrase'
  assert.equal((await ana.login()).status, 200)

  const out = await server.client().post('/api/auth/logout/', { refresh: ana.refresh })
  assert.deepEqual([out.status, out.text], [205, ''])
  assert.equal((await ana.profile()).status, 401)
  assert.equal((await ana.renew()).status, 401)
})

test('an address is verified by the mailed code as well, once', async (t) => {
  const server = await startServer(t)
  const ben = await registerUnverified(server, 'ben')
  const mail = await server.mailbox.last(ben.email)
  const body = { email: ben.email, code: codeIn(mail) }
  const answer = await server.client().post('/api/auth/verify-email/', body)
  assert.deepEqual([answer.status, answer.body], [200, { detail: 'Email successfully verified' }])
  assert.equal((await server.client().post('/api/auth/verify-email/', body)).status, 400)
  const again = await server.client().get(`/api/auth/verify-email/?token=${tokenIn(mail)}`)
  assert.deepEqual([again.status, again.body], [200, { detail: 'Email already verified' }])
})
