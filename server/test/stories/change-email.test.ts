import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, signUp, somebody } from '../actors.ts'
import type { Answer } from '../client.ts'
import { atOnce, signIn, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { countAudit } from '../records.ts'
import { askReset, mailAbout, reset } from '../recover.ts'

function ask(actor: Actor, newEmail: string, password = actor.password): Promise<Answer> {
  return actor.client().post('/api/auth/profile/email/', { new_email: newEmail, password })
}

function confirm(server: TestServer, token: string): Promise<Answer> {
  return server.client().post('/api/auth/profile/email/confirm/', { token })
}

function undo(server: TestServer, token: string): Promise<Answer> {
  return server.client().post('/api/auth/profile/email/undo/', { token })
}

/** Moves an account all the way. @returns the undo link's token from the former mailbox */
async function move(server: TestServer, actor: Actor, from: string, to: string): Promise<string> {
  assert.equal((await ask(actor, to)).status, 200)
  assert.equal((await confirm(server, tokenIn(await mailAbout(server, to, 'Confirm your new')))).status, 200)
  return tokenIn(await mailAbout(server, from, 'address was changed'))
}

async function emailOf(server: TestServer, { id }: Actor): Promise<string | undefined> {
  const row = await server.app.db.selectFrom('account').select('email').where('id', '=', id).executeTakeFirst()
  return row?.email
}

test('POST profile/email/: nothing moves before the link from the new mailbox is used, and it works once', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email } = somebody('moved')
  const wrong = await ask(ana, email, 'Wr0ng-guess')
  assert.deepEqual([wrong.status, wrong.body.password], [400, ['Password is incorrect.']])
  assert.equal((await ask(ana, email)).status, 200)
  assert.equal((await ana.profile()).body.email, ana.email)
  assert.match((await mailAbout(server, ana.email, 'A new address was asked for')).text, /^Hello ana/)
  assert.match((await mailAbout(server, email, 'Confirm your new')).text, /^Hello,\n/, 'nobody has proved it yet')
  const older = tokenIn(await askReset(server, ana.email))

  const token = tokenIn(await mailAbout(server, email, 'Confirm your new'))
  const answer = await confirm(server, token)
  assert.deepEqual([answer.status, answer.body], [200, { detail: 'Email address changed.' }])
  const { body } = await ana.profile()
  assert.deepEqual([body.email, body.is_email_verified], [email, true])
  assert.deepEqual(statuses([await ana.login(), await signIn(server.client(), email, ana.password)]), [401, 200])
  assert.equal((await confirm(server, token)).status, 400)
  assert.equal((await reset(server, { token: older }, 'N3w-passphrase')).status, 400, 'links to the address it left')
})

test('POST profile/email/confirm/: the code works for the signed-in person; 20 links at once are one move', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await signUp(server, 'ben')
  const { email } = somebody('moved')
  await ask(ana, email)
  const code = codeIn(await mailAbout(server, email, 'Confirm your new'))
  const path = '/api/auth/profile/email/confirm/'
  assert.equal((await server.client().post(path, { code })).status, 401)
  assert.equal((await ben.client().post(path, { code })).status, 400, 'somebody else')
  assert.equal((await ana.client().post(path, { code })).status, 200)

  const { email: next } = somebody('again')
  await ask(ana, next)
  const token = tokenIn(await mailAbout(server, next, 'Confirm your new'))
  assert.deepEqual(tally(await atOnce(20, () => confirm(server, token))), { 200: 1, 400: 19 })
  assert.equal(await countAudit(server.app, ana.id, 'account.email_changed'), 2)
})

test('POST profile/email/: a taken address answers the same, moves nothing, and its owner is told', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await signUp(server, 'ben')
  const free = await ask(ana, somebody('free').email)
  const taken = await ask(ana, ben.email.toUpperCase())
  assert.deepEqual([taken.status, taken.text], [free.status, free.text])
  await mailAbout(server, ben.email, 'already has a')
  const links = (await server.mailbox.to(ben.email)).filter(({ subject }) => subject.includes('Confirm your new'))
  assert.deepEqual(links, [])
})

test('POST profile/email/confirm/: an address that was registered meanwhile stays with who has it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const eve = { ...somebody('eve') }
  await ask(ana, eve.email)
  const token = tokenIn(await mailAbout(server, eve.email, 'Confirm your new'))
  assert.equal((await server.client().post('/api/auth/register/', eve)).status, 201)
  const late = await confirm(server, token)
  assert.deepEqual([late.status, late.body.error], [400, 'invalid_token'])
  assert.equal(await emailOf(server, ana), ana.email)
})

test('POST profile/email/undo/: the former mailbox takes the change back within a week, once; sessions end', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const elsewhere = onAnotherDevice(server, ana)
  await elsewhere.login()
  const { email } = somebody('moved')
  const token = await move(server, ana, ana.email, email)
  server.clock.advance({ days: 6, hours: 23 })
  const answer = await undo(server, token)
  assert.deepEqual([answer.status, answer.body], [200, { detail: 'The change of address was taken back.' }])
  assert.equal(await emailOf(server, ana), ana.email)
  assert.deepEqual(statuses([await ana.profile(), await elsewhere.profile(), await elsewhere.renew()]), [401, 401, 401])
  assert.equal((await undo(server, token)).status, 400)

  assert.equal((await ana.login()).status, 200)
  const expired = await move(server, ana, ana.email, somebody('again').email)
  server.clock.advance({ days: 7, seconds: 1 })
  assert.equal((await undo(server, expired)).status, 400)
})

test('POST profile/email/undo/: a second move does not take the first mailbox its way back, nor the thief’s trump it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const [second, third] = [somebody('second').email, somebody('third').email]
  const first = await move(server, ana, ana.email, second)
  const later = await move(server, ana, second, third)
  assert.equal((await undo(server, later)).status, 200)
  assert.equal(await emailOf(server, ana), second)
  assert.equal((await undo(server, first)).status, 200, 'the oldest mailbox has the last word')
  assert.equal(await emailOf(server, ana), ana.email)
  assert.equal((await undo(server, later)).status, 400)
})

test('POST profile/email/undo/: what was moved later cannot be moved back to after the first mailbox has spoken', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const [second, third] = [somebody('second').email, somebody('third').email]
  const first = await move(server, ana, ana.email, second)
  const later = await move(server, ana, second, third)
  assert.equal((await undo(server, first)).status, 200)
  assert.equal((await undo(server, later)).status, 400)
  assert.equal(await emailOf(server, ana), ana.email)
})
