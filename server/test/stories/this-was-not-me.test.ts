import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccount } from '../../src/accounts/accounts.queries.ts'
import { eraseByOperator } from '../../src/accounts/operator-acts.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { comeBack, countMails, disown, mustDisown, notMeIn, notMeLink, wholeAccount } from '../disown.ts'
import { beginErasure } from '../erase.ts'
import { atOnce } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { passkeyLogin, signUpWithKey } from '../passkey.ts'
import { auditOf, countAudit } from '../records.ts'
import { askReset, mailAbout, reset } from '../recover.ts'
import { firstFactor, secondFactor, signUpWithTotp } from '../second-factor.ts'

const api = '/api/auth'
const thieves = 'Th1efs-passphrase'
const chosen = 'N3w-passphrase'

function changePassword(actor: Actor, to = thieves) {
  const body = { current_password: actor.password, new_password: to, confirm_password: to }
  return actor.client().post(`${api}/change-password/`, body)
}

/** A thief who knows the password signs in on a device of their own, some time after the owner did. */
async function breakIn(server: TestServer, owner: Actor): Promise<Actor> {
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, owner)
  const answer = await thief.login()
  assert.equal(answer.status, 200, answer.text)
  return thief
}

test('a sign-in that was not the owner’s: everything is shut, and a new password opens it again', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const thief = await breakIn(server, ana)
  const token = await notMeLink(server, ana.email, 'New sign-in')
  assert.deepEqual(await mustDisown(server, token), [])

  for (const { access, refresh } of [ana, thief]) {
    assert.equal((await server.client().as(access).get(`${api}/profile/`)).status, 401)
    assert.equal((await server.client().post(`${api}/refresh/`, { refresh })).status, 401)
  }
  for (const actor of [ana, thief]) {
    const answer = await actor.login()
    assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'], 'not by the right password')
  }
  assert.equal(await countAudit(server.app, ana.id, 'account.frozen'), 1)
  const frozen = (await auditOf(server.app, ana.id)).find(({ name }) => name === 'account.frozen')
  assert.partialDeepStrictEqual(frozen?.facts, { event: 'new_sign_in', undone: [] })

  await comeBack(server, ana)
  assert.equal((await ana.login()).status, 200)
  assert.equal((await thief.login()).status, 401)
  const { results } = (await ana.client().get(`${api}/notifications/`)).body
  const changes = results.map(({ data }: { data: { change?: string } }) => data.change)
  assert.ok(changes.includes('account_frozen'), 'a notice tells of it')
  assert.equal(await countAudit(server.app, ana.id, 'account.thawed'), 1)
})

test('looking at the page, replay and ten at once: it is done once, and calmly', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await changePassword(ana)
  const token = await notMeLink(server, ana.email, 'password was changed')
  const before = await wholeAccount(server, ana.id)
  for (let i = 0; i < 3; i++) await server.client().get(`/this-was-not-me?token=${token}`)
  assert.deepEqual(await wholeAccount(server, ana.id), before, 'a scanner of mails changes nothing')

  const answers = await atOnce(10, () => disown(server, token))
  assert.ok(answers.every(({ status }) => status === 200))
  const firsts = answers.filter(({ body }) => body.detail.includes('frozen'))
  assert.equal(firsts.length, 1)
  assert.equal(await countAudit(server.app, ana.id, 'account.frozen'), 1)
  assert.equal(await countMails(server, ana.email, 'account is frozen'), 1)

  await comeBack(server, ana)
  assert.equal((await ana.login()).status, 200)
  const after = await wholeAccount(server, ana.id)
  const again = await disown(server, token)
  assert.deepEqual([again.status, again.body], [200, { detail: 'This was done already.', undone: [], not_undone: [] }])
  assert.deepEqual(await wholeAccount(server, ana.id), after)
  assert.equal((await ana.profile()).status, 200)
  assert.equal(await countMails(server, ana.email, 'account is frozen'), 1)
})

test('a link that never was, is another’s or is over changes nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await changePassword(ana)
  const token = await notMeLink(server, ana.email, 'password was changed')
  const foreign = tokenIn(await askReset(server, ana.email))
  const before = await wholeAccount(server, ana.id)
  for (const wrong of ['abc', `${token}x`, token.toLowerCase(), foreign]) {
    const answer = await disown(server, wrong)
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_token'], wrong)
  }
  assert.equal((await server.client().post(`${api}/this-was-not-me/`, {})).status, 400)
  assert.equal((await reset(server, { token }, chosen)).status, 400, 'and it sets no password')
  server.clock.advance({ days: 7, seconds: 1 })
  assert.equal((await disown(server, token)).status, 400)
  assert.deepEqual(await wholeAccount(server, ana.id), before)
  assert.equal(await countMails(server, ana.email, 'account is frozen'), 0)
})

test('whatever was begun before is void: reset links, tickets, mailed codes, a socket’s ticket', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  server.clock.advance({ minutes: 10 })
  const other = onAnotherDevice(server, ana)
  assert.equal((await secondFactor(other, await firstFactor(other), { code: ana.freshCode() })).status, 200)
  const token = await notMeLink(server, ana.email, 'New sign-in')
  const stolen = tokenIn(await askReset(server, ana.email))
  const ticket = await firstFactor(onAnotherDevice(server, ana))
  const socket = await other.client().post(`${api}/notifications/ticket/`)
  assert.equal(socket.status, 200, socket.text)
  // No session is left whose end would void the ticket too.
  for (const { refresh } of [ana, other]) await server.client().post(`${api}/logout/`, { refresh })
  const late = await firstFactor(onAnotherDevice(server, ana))

  assert.deepEqual(await mustDisown(server, token), [])
  for (const waiting of [ticket, late]) {
    const answer = await secondFactor(onAnotherDevice(server, ana), waiting, { code: ana.freshCode() })
    assert.deepEqual([answer.status, answer.body.error], [401, 'token_not_valid'])
  }
  assert.equal((await reset(server, { token: stolen }, thieves)).status, 400)
  await comeBack(server, ana)
  for (const waiting of [ticket, late]) {
    assert.equal((await secondFactor(onAnotherDevice(server, ana), waiting, { code: ana.freshCode() })).status, 401)
  }
  const back = onAnotherDevice(server, ana)
  const answer = await secondFactor(back, await firstFactor(back), { code: ana.freshCode() })
  assert.equal(answer.status, 200, 'the factor from before is still asked for')
})

test('a passkey from before does not open a frozen account, and does afterwards', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  server.clock.advance({ minutes: 10 })
  assert.equal((await passkeyLogin(server.client(), key)).status, 200)
  assert.deepEqual(await mustDisown(server, await notMeLink(server, ana.email, 'New sign-in')), [])
  const answer = await passkeyLogin(server.client(), key)
  assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'])
  assert.equal(await countMails(server, ana.email, 'New sign-in'), 1)
  await comeBack(server, ana)
  assert.equal((await passkeyLogin(server.client(), key)).status, 200)
})

test('a device that was trusted is asked again, and the thief’s is a stranger', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const remembering = { code: ana.freshCode(), remember_device: true }
  const own = { 'x-device-token': ana.deviceToken }
  const trusting = await secondFactor(ana, await firstFactor(ana), remembering, own)
  assert.equal(trusting.status, 200)
  assert.equal((await ana.login()).status, 200, 'trusted')
  const owned = (await server.app.db.selectFrom('device').select('id').execute()).map(({ id }) => id)
  server.clock.advance({ minutes: 10 })
  const thief = onAnotherDevice(server, ana)
  const code = ana.freshCode()
  assert.equal((await secondFactor(thief, await firstFactor(thief), { code, remember_device: true })).status, 200)
  await mustDisown(server, await notMeLink(server, ana.email, 'New sign-in'))
  const devices = await server.app.db.selectFrom('device').select(['id', 'trusted_until as until']).execute()
  assert.equal(owned.length, 1)
  assert.deepEqual(devices.map(({ id }) => id).toSorted(), owned.toSorted(), 'the owner’s alone')
  assert.ok(devices.every(({ until }) => until === null))
  await comeBack(server, ana)
  assert.equal((await ana.login()).status, 403)
})

test('a thief who asked for the erasure: it is stopped', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const thief = await breakIn(server, ana)
  await notMeLink(server, ana.email, 'New sign-in')
  const { token: keepToken } = await beginErasure(server, thief)
  assert.deepEqual(await mustDisown(server, await notMeLink(server, ana.email, 'will be erased')), ['erasure'])
  assert.deepEqual(await server.app.db.selectFrom('erasure').selectAll().execute(), [])
  assert.equal((await server.client().post(`${api}/delete-account/cancel/`, { token: keepToken })).status, 400)
  await comeBack(server, ana)
  assert.equal((await ana.login()).status, 200)
})

test('the wish of an operator to erase an account is not the thief’s, and goes on', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await breakIn(server, ana)
  const token = await notMeLink(server, ana.email, 'New sign-in')
  const [account] = await findAccount(server.app.db, { id: ana.id })
  await eraseByOperator(server.app, account ?? assert.fail(), false)
  const keepToken = tokenIn(await mailAbout(server, ana.email, 'will be erased'))
  assert.deepEqual(await mustDisown(server, token), [])
  assert.equal((await server.app.db.selectFrom('erasure').selectAll().execute()).length, 1)
  assert.equal((await server.client().post(`${api}/delete-account/cancel/`, { token: keepToken })).status, 200)
  assert.equal((await ana.login()).status, 401, 'and what is kept is still frozen')
  const fresh = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token: fresh }, chosen)).status, 200)
})

test('an account that is switched off stays off: its owner is told whom to ask', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const thief = await breakIn(server, ana)
  const body = { password: thief.password, confirm_deactivation: true }
  assert.equal((await thief.client().post(`${api}/deactivate-account/`, body)).status, 200)
  await mustDisown(server, await notMeLink(server, ana.email, 'was deactivated'))
  const mail = await mailAbout(server, ana.email, 'frozen and switched off')
  assert.doesNotMatch(mail.text, /token=/)
  const [account] = await server.app.db.selectFrom('account').select('is_active').execute()
  assert.equal(account?.is_active, false)
})

test('a code in the mail opens the account as the link does; an operator’s new password too', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await breakIn(server, ana)
  await mustDisown(server, await notMeLink(server, ana.email, 'New sign-in'))
  const code = codeIn(await mailAbout(server, ana.email, 'account is frozen'))
  assert.equal((await reset(server, { email: ana.email, code }, chosen)).status, 200)
  ana.password = chosen
  assert.equal((await ana.login()).status, 200)
  const mail = await mailAbout(server, ana.email, 'password was reset')
  assert.ok(notMeIn(mail), 'the reset is an event, too')
})
