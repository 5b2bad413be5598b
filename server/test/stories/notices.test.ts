import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanUp } from '../../src/worker.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { signUpWithTotp } from '../second-factor.ts'

const path = '/api/auth/notifications/'

async function noticesOf({ client }: Actor, query = '') {
  const answer = await client().get(path + query)
  assert.equal(answer.status, 200, answer.text)
  return answer.body.results as { id: string; type: string; data: Record<string, string>; read_at: string | null }[]
}

async function changePassword(actor: Actor): Promise<void> {
  const body = { current_password: actor.password, new_password: 'Another-h0rse!', confirm_password: 'Another-h0rse!' }
  assert.equal((await actor.client().post('/api/auth/change-password/', body)).status, 200)
  actor.password = body.new_password
}

test('a sign-in elsewhere, an end of a session and a change of security are in the list, newest first', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  assert.deepEqual(await noticesOf(ana), [], 'the first sign-in is no news')
  const phone = onAnotherDevice(server, ana)
  await phone.login({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' })
  server.clock.advance({ seconds: 1 })
  await changePassword(ana)
  const told = await noticesOf(ana)
  assert.deepEqual(told.map(({ type }) => type).toSorted(), ['new_sign_in', 'security_change', 'session_ended'])
  assert.equal(told[2]?.type, 'new_sign_in')
  assert.equal(told[2]?.data.device, 'Firefox on Linux')
  assert.equal(told[2]?.data.address, '127.0.0.1')
  const ended = told.find(({ type }) => type === 'session_ended')
  assert.deepEqual(ended?.data, { session_id: told[2]?.data.session_id, reason: 'password_changed' })
  const change = told.find(({ type }) => type === 'security_change')
  assert.deepEqual(change?.data, { change: 'password_changed' })
})

test('notices hold no link and no code, and stand with the act or not at all', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const asked = { new_email: `new.${ana.email}`, password: ana.password }
  const email = await ana.client().post('/api/auth/profile/email/', asked)
  assert.equal(email.status, 200, email.text)
  const rows = await server.app.db.selectFrom('notice').select('data').execute()
  const changes = rows.map(({ data }) => data.change).toSorted()
  assert.deepEqual(changes, ['email_change_requested', 'factor_added'])
  assert.doesNotMatch(JSON.stringify(rows), /https?:|token|code|secret/)
  const wrong = { current_password: 'not it', new_password: 'Another-h0rse!', confirm_password: 'Another-h0rse!' }
  assert.equal((await ana.client().post('/api/auth/change-password/', wrong)).status, 400)
  assert.equal((await noticesOf(ana)).length, 2)
})

test('the list comes in parts, and shows nothing of anybody else', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  for (let i = 0; i < 3; i++) await onAnotherDevice(server, ana).login()
  const first = (await ana.client().get(`${path}?limit=2`)).body
  assert.equal(first.results.length, 2)
  const second = (await ana.client().get(`${path}?limit=2&cursor=${first.next}`)).body
  assert.deepEqual([second.results.length, second.next], [1, null])
  const ids = [...first.results, ...second.results].map(({ id }: { id: string }) => id)
  assert.equal(new Set(ids).size, 3)
  assert.deepEqual(await noticesOf(ben), [])
  assert.deepEqual(await noticesOf(ben, `?cursor=${first.next}`), [])
  assert.equal((await ana.client().get(`${path}?cursor=abc`)).status, 400)
})

test('notices are marked as read: one, those up to one, all; those of others are not there', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  for (let i = 0; i < 4; i++) {
    server.clock.advance({ seconds: 1 })
    await onAnotherDevice(server, ana).login()
  }
  const [newest, second, third] = await noticesOf(ana)
  const read = (body?: object, actor = ana) => actor.client().post(`${path}read/`, body)
  const unread = async () => (await noticesOf(ana)).map(({ read_at }) => read_at === null)
  assert.equal((await read({ id: second?.id })).status, 200)
  assert.deepEqual(await unread(), [true, false, true, true])
  const at = (await noticesOf(ana))[1]?.read_at
  assert.equal((await read({ up_to: third?.id })).status, 200)
  assert.deepEqual(await unread(), [true, false, false, false])
  assert.equal((await read({ id: newest?.id }, ben)).status, 404)
  assert.equal((await read({ up_to: newest?.id }, ben)).status, 404)
  assert.equal((await read({}, ben)).status, 200)
  assert.deepEqual(await unread(), [true, false, false, false], 'all of ben are none of ana')
  assert.equal((await read({ id: 'x' })).status, 404)
  assert.equal((await read({ id: newest?.id, up_to: third?.id })).status, 400)
  assert.equal((await read()).status, 200)
  assert.deepEqual(await unread(), [false, false, false, false])
  assert.equal((await noticesOf(ana))[1]?.read_at, at, 'what was read keeps its time')
})

test('an account keeps the newest hundred of each type, for 90 days, and none after its end', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const count = async () => (await server.app.db.selectFrom('notice').select('id').execute()).length
  await changePassword(ana)
  for (let i = 0; i < 103; i++) await onAnotherDevice(server, ana).login()
  const types = Map.groupBy(await server.app.db.selectFrom('notice').select('type').execute(), ({ type }) => type)
  assert.equal(types.get('new_sign_in')?.length, 100)
  assert.equal(types.get('security_change')?.length, 1, 'many of one type push no other out')
  server.clock.advance({ days: 91 })
  await cleanUp(server.app)
  assert.equal(await count(), 0)
  await ana.login()
  await onAnotherDevice(server, ana).login()
  assert.ok((await count()) > 0)
  await server.app.db.deleteFrom('account').where('id', '=', ana.id).execute()
  assert.equal(await count(), 0)
})
