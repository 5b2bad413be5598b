import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reactivateAccount } from '../../src/accounts/switch-account.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { atOnce, signIn, statuses, tally } from '../guess.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { countAudit } from '../records.ts'
import { askReset, mailAbout, reset } from '../recover.ts'

function deactivate(actor: Actor): Promise<Answer> {
  const body = { password: actor.password, confirm_deactivation: true }
  return actor.client().post('/api/auth/deactivate-account/', body)
}

test('attacks 11 and 57: POST deactivate-account/: every way in stops at once', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  const move = { new_email: `moved.${ana.email}`, password: ana.password }
  await ana.client().post('/api/auth/profile/email/', move)
  const confirm = tokenIn(await mailAbout(server, move.new_email, 'Confirm your new'))
  const token = tokenIn(await askReset(server, ana.email))
  const { access, refresh } = elsewhere

  const answer = await deactivate(ana)
  assert.deepEqual([answer.status, answer.body], [200, { detail: 'Account deactivated successfully.' }])

  for (const actor of [ana, elsewhere]) {
    assert.deepEqual(statuses([await actor.profile(), await actor.renew()]), [401, 401], 'access and refresh')
    const login = await actor.login()
    assert.deepEqual([login.status, login.body.detail], [401, 'Invalid credentials.'], 'the password, on its device')
  }
  for (const one of [access, refresh]) {
    assert.equal((await server.client().post('/api/auth/token/verify/', { token: one })).status, 401)
  }
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 400, 'a reset link under way')
  assert.equal((await server.client().post('/api/auth/profile/email/confirm/', { token: confirm })).status, 400)
  await mailAbout(server, ana.email, 'was deactivated')

  assert.equal(await server.app.transaction((tx) => reactivateAccount(server.app, tx, ana.id)), true)
  assert.deepEqual(statuses([await ana.profile(), await ana.renew()]), [401, 401], 'what ended stays ended')
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 400)
  assert.equal((await server.client().post('/api/auth/profile/email/confirm/', { token: confirm })).status, 400)
  assert.equal((await ana.login()).status, 200)
})

test('POST deactivate-account/: a wrong password or no confirmation changes nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const path = '/api/auth/deactivate-account/'
  const wrong = await ana.client().post(path, { password: 'Wr0ng-guess', confirm_deactivation: true })
  assert.deepEqual([wrong.status, wrong.body.password], [400, ['Password is incorrect.']])
  const unsure = await ana.client().post(path, { password: ana.password, confirm_deactivation: false })
  assert.equal(unsure.status, 400)
  assert.equal((await ana.profile()).status, 200)
})

test('POST deactivate-account/: sign-ins that run beside it leave no session behind', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const signIns = atOnce(10, () => signIn(server.client(), ana.email, ana.password))
  assert.equal((await deactivate(ana)).status, 200)
  for (const { status, body } of await signIns) {
    if (status === 200) assert.equal((await server.client().as(body.access).get('/api/auth/profile/')).status, 401)
  }
  assert.deepEqual(tally(await atOnce(3, () => signIn(server.client(), ana.email, ana.password))), { 401: 3 })
  const live = await server.app.db
    .selectFrom('session')
    .select('id')
    .where('account_id', '=', ana.id)
    .where('revoked_at', 'is', null)
    .execute()
  assert.deepEqual(live, [])
})

test('POST deactivate-account/: ten at once are one act', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await atOnce(10, () => deactivate(ana))
  assert.equal(await countAudit(server.app, ana.id, 'account.deactivated'), 1)
  const told = (await server.mailbox.to(ana.email)).filter(({ subject }) => subject.includes('deactivated'))
  assert.equal(told.length, 1)
})
