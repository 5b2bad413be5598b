import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import { atOnce, signIn, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset, reset } from '../recover.ts'

/** The numbers are those of the list of defects that the old service had; each test shows that its defect is gone. */
const api = '/api/auth'
const newPassword = 'N3w-passphrase'

/** What a client can still do with the tokens it holds. */
async function standing(server: TestServer, { access, refresh }: Pick<Actor, 'access' | 'refresh'>) {
  const [profile, refreshed] = [
    await server.client().as(access).get(`${api}/profile/`),
    await server.client().post(`${api}/refresh/`, { refresh }),
  ]
  return { access: profile.status, refresh: refreshed.status }
}

const ended = { access: 401, refresh: 401 }
const alive = { access: 200, refresh: 200 }

async function twoDevices(server: TestServer): Promise<[Actor, Actor]> {
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  assert.equal((await phone.login()).status, 200)
  return [ana, phone]
}

test('attack 72, defect 6: a refresh looks at the account: a deactivated or erased one gets nothing', async (t) => {
  const server = await startServer(t)
  const [off, erased, kept] = [await signUp(server), await signUp(server), await signUp(server)]
  await off.client().post(`${api}/deactivate-account/`, { password: off.password, confirm_deactivation: true })
  await server.app.db.deleteFrom('account').where('id', '=', erased.id).execute()
  assert.deepEqual(await standing(server, off), ended)
  assert.deepEqual(await standing(server, erased), ended)
  // Even if nobody had ended the sessions, the account's own state counts.
  await server.app.db.updateTable('account').set({ is_active: false }).where('id', '=', kept.id).execute()
  assert.deepEqual(await standing(server, kept), ended)
})

test('defect 7: a changed password ends the other sessions, their access tokens too', async (t) => {
  const server = await startServer(t)
  const [ana, phone] = await twoDevices(server)
  const change = { current_password: ana.password, new_password: newPassword, confirm_password: newPassword }
  assert.equal((await ana.client().post(`${api}/change-password/`, change)).status, 200)
  assert.deepEqual(await standing(server, phone), ended)
  assert.deepEqual(await standing(server, ana), alive)
  assert.equal((await signIn(server.client(), ana.email, ana.password)).status, 401)
})

test('defect 7: a reset ends every session, and a sign-out its access token', async (t) => {
  const server = await startServer(t)
  const [ana, phone] = await twoDevices(server)
  const token = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token }, newPassword)).status, 200)
  assert.deepEqual([await standing(server, ana), await standing(server, phone)], [ended, ended])
  const ben = await signUp(server, 'ben')
  assert.equal((await ben.client().post(`${api}/logout/`, { refresh: ben.refresh })).status, 205)
  assert.deepEqual(await standing(server, ben), ended)
})

test('attack 69, defect 8: a refresh token that comes back late is theft: its successor ends and the owner is told', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const stolen = ana.refresh
  assert.equal((await ana.renew()).status, 200)
  server.clock.advance({ seconds: 31 })
  const reused = await server.client().post(`${api}/refresh/`, { refresh: stolen })
  assert.deepEqual([reused.status, reused.body.detail], [401, 'Token is blacklisted'])
  assert.deepEqual(await standing(server, ana), ended)
  const mails = await server.mailbox.to(ana.email)
  assert.ok(
    mails.some(({ text }) => /session/i.test(text)),
    'the owner is told',
  )
})

test('defect 8: a token two generations old is theft at once', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const stolen = ana.refresh
  await ana.renew()
  await ana.renew()
  assert.equal((await server.client().post(`${api}/refresh/`, { refresh: stolen })).status, 401)
  assert.deepEqual(await standing(server, ana), ended)
})

test('defect 8: of many refreshes at once one turns the token over', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const refresh = () => server.client().post(`${api}/refresh/`, { refresh: ana.refresh })
  assert.deepEqual(tally(await atOnce(10, refresh)), { 200: 10 }, 'the others are the same client, a moment later')
  const session = await server.app.db.selectFrom('session').select(['generation']).executeTakeFirstOrThrow()
  assert.equal(session.generation, 2)

  const strict = await startServer(t, { REFRESH_REUSE_GRACE: '0' })
  const ben = await signUp(strict, 'ben')
  const answers = await atOnce(10, () => strict.client().post(`${api}/refresh/`, { refresh: ben.refresh }))
  assert.deepEqual(tally(answers), { 200: 1, 401: 9 })
  const winner = answers.find(({ status }) => status === 200)
  assert.deepEqual(await standing(strict, winner?.body), ended, 'without grace the rest of them are thieves')
})

test('defect 8: every session is on record, so that all of a person’s end together', async (t) => {
  const server = await startServer(t)
  const [ana, phone] = await twoDevices(server)
  const ben = await signUp(server, 'ben')
  for (let i = 0; i < 3; i++) await phone.renew()
  const out = await server.client().post(`${api}/logout/`, { refresh: ana.refresh, all: true })
  assert.equal(out.status, 205)
  assert.deepEqual([await standing(server, ana), await standing(server, phone)], [ended, ended])
  assert.deepEqual(await standing(server, ben), alive)
})

test('defect 24: nobody signs somebody else out', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  for (const all of [false, true]) {
    const foreign = await ana.client().post(`${api}/logout/`, { refresh: ben.refresh, all })
    assert.deepEqual([foreign.status, foreign.body], [400, { detail: 'Invalid token', error: 'invalid_token' }])
  }
  assert.deepEqual(await standing(server, ben), alive)
  const [head, body, signature] = ana.refresh.split('.')
  const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString())
  const [bens] = await server.app.db.selectFrom('session').select('id').where('account_id', '=', ben.id).execute()
  const forged = Buffer.from(JSON.stringify({ ...claims, sid: bens?.id, sub: ben.id })).toString('base64url')
  for (const refresh of [`${head}.${forged}.${signature}`, ana.access, ben.access, bens?.id]) {
    assert.equal((await server.client().post(`${api}/logout/`, { refresh })).status, 400)
  }
  assert.equal((await ana.client().post(`${api}/logout/`, { refresh: ana.refresh, all: true })).status, 205)
  assert.equal((await ben.profile()).status, 200)
})

test('defect 16: a reset link and a mailed code count once, however many use them at once', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const token = tokenIn(await askReset(server, ana.email))
  const answers = await atOnce(8, (i) => reset(server, { token }, `N3w-passphrase-${i}`))
  assert.deepEqual(tally(answers), { 200: 1, 400: 7 })
  const winner = answers.findIndex(({ status }) => status === 200)
  assert.equal((await signIn(server.client(), ana.email, `N3w-passphrase-${winner}`)).status, 200)
  const resets = server.app.db.selectFrom('audit_event').select('id').where('name', '=', 'password.reset')
  assert.equal((await resets.execute()).length, 1)
})
