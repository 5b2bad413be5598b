import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findSubject } from '../../src/audit/find-subject.ts'
import { keepLog } from '../../src/audit/keep-log.ts'
import { verifyLog } from '../../src/audit/verify-log.ts'
import { cleanUp } from '../../src/worker.ts'
import { onAnotherDevice, signUp, somebody } from '../actors.ts'
import { askErasure, beginErasure, isThere, keep } from '../erase.ts'
import { readTables } from '../fill-tables.ts'
import { statuses } from '../guess.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { auditOf, countAudit, waitingIn } from '../records.ts'
import { askReset, mailAbout } from '../recover.ts'
import { signUpWithTotp } from '../second-factor.ts'

const api = '/api/auth'

test('attack 57: POST delete-account/: every way in stops at once, and the day of the erasure is told', async (t) => {
  const server = await startServer(t, { ACCOUNT_ERASE_DAYS: '10' })
  const ana = await signUp(server)
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  const reset = tokenIn(await askReset(server, ana.email))
  const before = server.clock.now().getTime()
  const { dueAt } = await beginErasure(server, ana)
  assert.ok(Math.abs(dueAt.getTime() - before - 10 * 86_400_000) < 60_000)
  for (const actor of [ana, elsewhere]) {
    assert.deepEqual(statuses([await actor.profile(), await actor.renew()]), [401, 401])
    const login = await actor.login()
    assert.deepEqual([login.status, login.body.detail], [401, 'Invalid credentials.'])
  }
  const renewed = { token: reset, new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
  assert.equal((await server.client().post(`${api}/reset-password/`, renewed)).status, 400)
  const names = (await auditOf(server.app, ana.id)).map(({ name }) => name)
  for (const name of ['account.deactivated', 'account.erasure_asked', 'session.ended']) assert.ok(names.includes(name))
})

test('POST delete-account/: address and username stay taken until the account is erased, and are free then', async (t) => {
  const server = await startServer(t, { ENUMERATION_PROTECTION: 'False' })
  const ana = await signUp(server)
  await beginErasure(server, ana)
  const again = { email: ana.email, username: ana.username, password: 'An0ther-horse!' }
  const taken = await server.client().post(`${api}/register/`, again)
  assert.deepEqual([taken.status, Object.keys(taken.body)], [400, ['email', 'username', 'error']])
  server.clock.advance({ days: 13, hours: 23 })
  await cleanUp(server.app)
  assert.equal(await isThere(server, ana.id), true, 'an hour before')
  server.clock.advance({ hours: 2 })
  await cleanUp(server.app)
  assert.equal(await isThere(server, ana.id), false)
  const free = await server.client().post(`${api}/register/`, again)
  assert.equal(free.status, 201, free.text)
})

test('an erasure leaves no trace of the person but a pseudonym, tells other services, and mails a last word', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const ana = await signUp(server)
  const wrong = await server.client().post(`${api}/login/`, { email: ana.email, password: 'Wr0ng-guess' })
  assert.equal(wrong.status, 401)
  const phone = await ana.client().post(`${api}/mfa/sms/setup/`, { phone_number: '+14155552671' })
  assert.equal(phone.status, 200, phone.text)
  const { token } = await beginErasure(server, ana)
  // The pseudonyms are made with the key of the log, which the first seal makes.
  await keepLog(app)
  const subject = await findSubject(app, ana.id)
  server.clock.advance({ days: 14, minutes: 1 })
  await cleanUp(app)
  if (app.redis) {
    const told = (await waitingIn(app, 'event')).map(({ type, facts }) => ({ type, facts })).at(-1)
    const facts = { user_id: ana.id, reason: 'requested_by_owner' }
    assert.deepEqual(told, { type: 'user.deleted', facts })
  }
  await mailAbout(server, ana.email, 'was erased')
  const stored = JSON.stringify({ ...(await readTables(app)), outbox: [] })
  for (const mark of [ana.id, ana.email, ana.username, '+14155552671', '127.0.0.1']) {
    assert.equal(stored.includes(mark), false, mark)
  }
  const rows = await app.db.selectFrom('audit_event').select('name').where('subject', '=', subject).execute()
  const names = rows.map(({ name }) => name)
  for (const name of ['account.registered', 'sign_in.failed', 'account.removed']) assert.ok(names.includes(name), name)
  assert.deepEqual((await verifyLog(app, { anchors: [], onProgress: () => undefined })).findings, [])
  assert.equal((await keep(server, token)).status, 400, 'too late')
  assert.equal((await ana.login()).status, 401)
})

test('POST delete-account/ asks for the password or a fresh proof, and for the confirmation', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const rows: [body: Record<string, unknown>, status: number, field: string][] = [
    [{ password: 'Wr0ng-guess' }, 400, 'password'],
    [{ confirm: false }, 400, 'confirm'],
    [{ confirm: undefined }, 400, 'confirm'],
    [{ password: '' }, 400, 'password'],
    [{ password: 7 }, 400, 'password'],
  ]
  for (const [body, status, field] of rows) {
    const answer = await askErasure(ana, body)
    assert.deepEqual([answer.status, Object.keys(answer.body)[0]], [status, field], JSON.stringify(body))
  }
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  const stale = await askErasure(ana, { password: undefined })
  assert.deepEqual([stale.status, stale.body.error], [403, 'reauthentication_required'])
  assert.equal((await ana.profile()).status, 200)
  assert.equal(await countAudit(server.app, ana.id, 'account.erasure_asked'), 0)
  ana.access = (await ana.client().post(`${api}/reauthenticate/`, { password: ana.password })).body.access
  assert.equal((await askErasure(ana, { password: undefined })).status, 202)
})

test('with a second factor the password alone does not erase, and strangers are refused', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  const weak = await askErasure(ana)
  assert.deepEqual([weak.status, weak.body.error], [403, 'reauthentication_required'])
  const nobody = await server.client().post(`${api}/delete-account/`, { password: ana.password, confirm: true })
  assert.equal(nobody.status, 401)
  const ticket = (await onAnotherDevice(server, ana).login()).body.mfa_token
  const waiting = await server.client().as(ticket).post(`${api}/delete-account/`, { confirm: true })
  assert.equal(waiting.status, 401, 'a sign-in that waits for its second factor')
  const proof = { method: 'totp', code: ana.freshCode() }
  ana.access = (await ana.client().post(`${api}/reauthenticate/`, proof)).body.access
  assert.equal((await askErasure(ana)).status, 202)
})

test('the mailed link keeps the account, once, and opens nothing by itself', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { token } = await beginErasure(server, ana)
  server.clock.advance({ days: 13 })
  assert.equal((await keep(server, 'x'.repeat(43))).status, 400)
  const kept = await keep(server, token)
  assert.deepEqual([kept.status, kept.body], [200, { detail: 'The account stays.' }])
  assert.deepEqual(statuses([await ana.profile(), await ana.renew()]), [401, 401], 'what ended stays ended')
  assert.equal((await keep(server, token)).status, 400, 'a link works once')
  await mailAbout(server, ana.email, 'account stays')
  server.clock.advance({ days: 30 })
  await cleanUp(server.app)
  assert.equal((await ana.login()).status, 200)
  const names = (await auditOf(server.app, ana.id)).map(({ name }) => name)
  for (const name of ['account.erasure_stopped', 'account.reactivated']) assert.ok(names.includes(name))
  const second = await beginErasure(server, ana)
  assert.equal((await keep(server, token)).status, 400, 'the link of the first wish')
  assert.equal((await keep(server, second.token)).status, 200)
})

test('the page of the link does nothing before its button is pressed', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { token } = await beginErasure(server, ana)
  for (let i = 0; i < 3; i++) assert.equal((await server.client().get(`/keep-account?token=${token}`)).status, 200)
  assert.equal((await ana.login()).status, 401)
  const pressed = await server.client().send('POST', '/keep-account', { form: { token } })
  assert.match(pressed.text, /Your account stays/)
  assert.equal((await ana.login()).status, 200)
  assert.equal((await server.client().send('POST', '/keep-account', { form: { token } })).status, 400)
})

test('an erasure by whoever moved the account away is told to the mailbox that takes it back', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const thief = somebody('thief').email
  await ana.client().post(`${api}/profile/email/`, { new_email: thief, password: ana.password })
  const confirm = tokenIn(await mailAbout(server, thief, 'Confirm your new'))
  assert.equal((await server.client().post(`${api}/profile/email/confirm/`, { token: confirm })).status, 200)
  await askErasure(ana)
  const stolen = tokenIn(await mailAbout(server, thief, 'will be erased'))
  const undo = tokenIn(await mailAbout(server, ana.email, 'was changed'))
  assert.equal((await server.client().post(`${api}/profile/email/undo/`, { token: undo })).status, 200)
  assert.equal((await keep(server, stolen)).status, 400, 'the link of the thief')
  const back = tokenIn(await mailAbout(server, ana.email, 'will be erased'))
  assert.equal((await keep(server, back)).status, 200)
  assert.equal((await ana.login()).status, 200)
})
