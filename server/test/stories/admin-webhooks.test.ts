import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { admin, proveAgain, signUpStaff } from '../admin.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { deliveriesOf, sendAll, startWithHooks } from '../webhooks.ts'

const path = `${admin}/webhooks`
const why = { reason: 'Ticket 4711' }

test('administrators add, see, pause, resume, test, rotate and remove webhooks; each act is recorded', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const sue = await signUpStaff(server, 'support', 'sue')
  const post = (act: string, more = {}) => amy.client().post(`${path}/${act}`, { ...why, ...more })
  const added = await post('', { url: receiver.url, events: 'user.created, user.updated' })
  assert.equal(added.status, 201, added.text)
  const { id, secret } = added.body
  assert.match(secret, /^whsec_/)
  const list = await amy.client().get(`${path}/`)
  const [shown] = list.body.results
  assert.deepEqual([shown.id, shown.events, shown.status], [id, ['user.created', 'user.updated'], 'active'])
  assert.equal(list.text.includes(secret), false)
  assert.deepEqual((await post(`${id}/test/`)).body, { delivered: true, status: 204, error: null })
  assert.deepEqual(receiver.types(), ['webhook.test'])
  for (const [act, changed] of [
    ['pause', true],
    ['pause', false],
    ['resume', true],
    ['resume', false],
  ] as const) {
    assert.equal((await post(`${id}/${act}/`)).body.changed, changed, act)
  }
  const rotated = (await post(`${id}/rotate/`, { drop_old: true })).body
  assert.deepEqual([rotated.old_until, rotated.secret === secret], [null, false])
  const acts = ['', `${id}/pause/`, `${id}/resume/`, `${id}/remove/`, `${id}/rotate/`, `${id}/test/`, `${id}/replay/`]
  for (const act of acts) {
    const body = { ...why, url: receiver.url, dead: true }
    const refused = await sue.client().post(`${path}/${act}`, body)
    assert.deepEqual([refused.status, refused.body.error], [403, 'permission_denied'], act)
  }
  server.clock.advance({ minutes: 16 })
  await amy.renew()
  assert.equal((await post(`${id}/remove/`)).body.error, 'reauthentication_required')
  await proveAgain(amy)
  assert.equal((await post(`${id}/remove/`)).body.changed, true)
  for (const act of acts.slice(1)) {
    for (const gone of [id, randomUUID(), 'x']) {
      assert.equal((await post(act.replace(id, gone), { dead: true })).status, 404, `${act} ${gone}`)
    }
  }
  const query = server.app.db.selectFrom('audit_event').select('facts').where('name', '=', 'admin.acted')
  const recorded = (await query.orderBy('at').execute()).map(({ facts }) => facts.act)
  const words = ['add', 'test', 'pause', 'resume', 'rotate', 'remove'].map((word) => `webhooks.${word}`)
  assert.deepEqual(recorded, words, 'what changed nothing or was refused is not there')
})

test('administrators see deliveries without what is in them, and send them again', async (t) => {
  const server = await startWithHooks(t)
  const receiver = await startReceiver(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const { id } = (await amy.client().post(`${path}/`, { url: receiver.url, events: 'user.created', ...why })).body
  await signUp(server, 'ana')
  await sendAll(server)
  const list = async (query = '') => (await amy.client().get(`${path}/${id}/deliveries/${query}`)).body.results
  const [first] = await list()
  assert.deepEqual(
    [first.event_type, first.state, first.last_status, first.due_at],
    ['user.created', 'delivered', 204, null],
  )
  assert.equal(JSON.stringify(first).includes('ana'), false)
  assert.deepEqual(await list('?state=dead'), [])
  assert.equal((await amy.client().get(`${path}/${id}/deliveries/?state=odd`)).status, 400)
  assert.equal((await amy.client().get(`${path}/${randomUUID()}/deliveries/`)).status, 404)
  const replay = (wish: object) => amy.client().post(`${path}/${id}/replay/`, { ...wish, ...why })
  for (const wish of [{ event_id: first.event_id }, { since: '2020-01-01T00:00:00Z' }]) {
    assert.deepEqual((await replay(wish)).body, { replayed: 1 })
    await sendAll(server)
  }
  assert.deepEqual((await replay({ dead: true })).body, { replayed: 0 })
  assert.deepEqual(
    receiver.calls.map((call) => call.id),
    Array(3).fill(first.event_id),
  )
  assert.equal((await deliveriesOf(server, id)).length, 1)
  for (const wish of [{}, { dead: true, since: '2020-01-01' }, { event_id: 'x' }, { since: 'yesterday' }]) {
    assert.equal((await replay(wish)).status, 400, JSON.stringify(wish))
  }
})

test('an address that no webhook may have is refused with its field, and nothing is added', async (t) => {
  const server = await startWithHooks(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const fields = async (body: object) => Object.keys((await amy.client().post(`${path}/`, { ...body, ...why })).body)
  for (const url of ['x', 'http://example.com/', 'https://a:b@example.com/', 'https://127.0.0.2/', 'https://[::1]/']) {
    assert.ok((await fields({ url })).includes('url'), url)
  }
  assert.ok((await fields({ url: 'https://example.com/', events: 'user.born' })).includes('events'))
  assert.deepEqual((await amy.client().get(`${path}/`)).body.results, [])
})
