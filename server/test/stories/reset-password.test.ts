import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, registerUnverified, signUp } from '../actors.ts'
import { atOnce, signIn, statuses, tally } from '../guess.ts'
import { startServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { countAudit } from '../records.ts'
import { askReset, mailAbout, reset } from '../recover.ts'

const ended = { token: ['Invalid or expired token.'], error: 'invalid_input' }

test('POST reset-password/: the mailed link sets the password once and ends every session', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  const token = tokenIn(await askReset(server, ana.email))
  const first = await reset(server, { token }, 'N3w-passphrase')
  assert.deepEqual([first.status, first.body], [200, { detail: 'Password reset successfully.' }])
  for (const actor of [ana, elsewhere]) {
    assert.deepEqual(statuses([await actor.profile(), await actor.renew()]), [401, 401])
  }
  assert.equal((await ana.login()).status, 401, 'the old password')
  assert.equal((await signIn(server.client(), ana.email, 'N3w-passphrase')).status, 200)
  const again = await reset(server, { token }, 'An0ther-passphrase')
  assert.deepEqual([again.status, again.body], [400, ended])
  assert.equal((await signIn(server.client(), ana.email, 'N3w-passphrase')).status, 200)
  await mailAbout(server, ana.email, 'password was reset')
})

test('POST reset-password/: the mailed code does the same; five wrong ones kill it and not the link', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email } = ana
  assert.equal(
    (await reset(server, { email, code: codeIn(await askReset(server, email)) }, 'N3w-passphrase')).status,
    200,
  )
  assert.equal((await signIn(server.client(), email, 'N3w-passphrase')).status, 200)

  const mail = await askReset(server, email)
  const right = codeIn(mail)
  const wrong = right === '000000' ? '000001' : '000000'
  const guesses = await atOnce(5, () => reset(server, { email, code: wrong }, 'An0ther-passphrase'))
  assert.deepEqual(tally(guesses), { 400: 5 })
  const late = await reset(server, { email, code: right }, 'An0ther-passphrase')
  const refused = { code: ['Invalid or expired code.'], error: 'invalid_input' }
  assert.deepEqual([late.status, late.body], [400, refused])
  const unknown = await reset(server, { email: 'nobody.at.all@example.com', code: right }, 'An0ther-passphrase')
  assert.deepEqual([unknown.status, unknown.body], [400, refused], 'an unknown address answers the same')
  assert.equal((await reset(server, { token: tokenIn(mail) }, 'An0ther-passphrase')).status, 200)
})

test('POST reset-password/: a newer link supersedes the older, and each lives PASSWORD_RESET_LIFETIME', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const older = tokenIn(await askReset(server, ana.email))
  const newer = tokenIn(await askReset(server, ana.email))
  assert.deepEqual((await reset(server, { token: older }, 'N3w-passphrase')).body, ended)
  server.clock.advance({ minutes: 59 })
  assert.equal((await reset(server, { token: newer }, 'N3w-passphrase')).status, 200)
  const mail = await askReset(server, ana.email)
  server.clock.advance({ minutes: 60, seconds: 1 })
  assert.deepEqual((await reset(server, { token: tokenIn(mail) }, 'An0ther-passphrase')).body, ended)
  const byCode = { email: ana.email, code: codeIn(mail) }
  assert.equal((await reset(server, byCode, 'An0ther-passphrase')).status, 400, 'its code is as old')
})

test('POST reset-password/: of 20 uses of one link at once one counts', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const token = tokenIn(await askReset(server, ana.email))
  const answers = await atOnce(20, (i) => reset(server, { token }, `N3w-passphrase-${i}`))
  assert.deepEqual(tally(answers), { 200: 1, 400: 19 })
  const winner = answers.findIndex(({ status }) => status === 200)
  assert.equal((await signIn(server.client(), ana.email, `N3w-passphrase-${winner}`)).status, 200)
  assert.equal(await countAudit(server.app, ana.id, 'password.reset'), 1)
  const told = (await server.mailbox.to(ana.email)).filter(({ subject }) => subject.includes('was reset'))
  assert.equal(told.length, 1)
})

test('attack 2: POST reset-password/: a change of address that waits for its confirmation dies', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const body = { new_email: `moved.${ana.email}`, password: ana.password }
  assert.equal((await ana.client().post('/api/auth/profile/email/', body)).status, 200)
  const pending = tokenIn(await mailAbout(server, body.new_email, 'Confirm your new'))
  const token = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 200)
  const confirm = await server.client().post('/api/auth/profile/email/confirm/', { token: pending })
  assert.deepEqual([confirm.status, confirm.body.error], [400, 'invalid_token'])
})

test('attack 25: POST change-password/: a reset link that is under way dies, and the other sessions end', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  const token = tokenIn(await askReset(server, ana.email))
  const change = { current_password: ana.password, new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
  assert.equal((await ana.client().post('/api/auth/change-password/', change)).status, 200)
  assert.deepEqual((await reset(server, { token }, 'An0ther-passphrase')).body, ended)
  assert.deepEqual(statuses([await ana.profile(), await elsewhere.profile(), await elsewhere.renew()]), [200, 401, 401])
})

test('POST reset-password/: a faulty new password uses nothing up', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const token = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token }, '12345678')).status, 400)
  const unlike = { token, new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrasf' }
  assert.equal((await server.client().post('/api/auth/reset-password/', unlike)).status, 400)
  assert.equal((await ana.profile()).status, 200, 'and ends no session')
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 200)
})

test('POST reset-password/: proves the mailbox, so an unverified address is verified by it', async (t) => {
  const server = await startServer(t)
  const ben = await registerUnverified(server, 'ben')
  const token = tokenIn(await askReset(server, ben.email))
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 200)
  assert.equal((await signIn(server.client(), ben.email, 'N3w-passphrase')).status, 200)
  assert.equal(await countAudit(server.app, ben.id, 'account.email_verified'), 1)
})

test('POST forgot-password/ and resend-verification/: whoever is named, the answer is the same', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await registerUnverified(server, 'ben')
  const eve = await signUp(server, 'eve')
  const off = { password: eve.password, confirm_deactivation: true }
  assert.equal((await eve.client().post('/api/auth/deactivate-account/', off)).status, 200)
  const nobody = 'nobody.at.all@example.com'
  const ask = async (path: string, email: string) => {
    const { status, text, headers } = await server.client().post(`/api/auth/${path}/`, { email })
    return { status, text, headers: [...headers.keys()].sort() }
  }
  for (const path of ['forgot-password', 'resend-verification']) {
    const expected = await ask(path, nobody)
    assert.equal(expected.status, 200)
    for (const { email } of [ana, ben, eve]) assert.deepEqual(await ask(path, email), expected, `${path} ${email}`)
  }
  assert.deepEqual(await server.mailbox.to(nobody), [])
  const reset = (await server.mailbox.to(eve.email)).filter(({ subject }) => subject.includes('Reset'))
  assert.deepEqual(reset, [], 'a deactivated account gets no link')
})

test('POST reset-password/: sign-ins with the old password that run beside it leave no session behind', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (let round = 0; round < 5; round++) {
    const token = tokenIn(await askReset(server, ana.email))
    const signIns = atOnce(8, () => signIn(server.client(), ana.email, ana.password))
    assert.equal((await reset(server, { token }, `N3w-passphrase-${round}`)).status, 200)
    for (const { status, body } of await signIns) {
      if (status === 200) assert.equal((await server.client().as(body.access).get('/api/auth/profile/')).status, 401)
    }
    ana.password = `N3w-passphrase-${round}`
    assert.equal((await ana.login()).status, 200)
  }
})

test('attack 25: POST reset-password/: a link made for an address that the account has left opens nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const token = tokenIn(await askReset(server, ana.email))
  // As when the account moves between the look at it and the making of the link.
  const moved = { email: 'elsewhere@example.com', email_key: 'elsewhere@example.com' }
  await server.app.db.updateTable('account').set(moved).where('id', '=', ana.id).execute()
  const answer = await reset(server, { token }, 'N3w-passphrase')
  assert.deepEqual([answer.status, answer.body], [400, ended])
  assert.equal((await signIn(server.client(), moved.email, ana.password)).status, 200, 'the password is as it was')
})
