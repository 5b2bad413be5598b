import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { writeLastSeen } from '../../src/devices/write-last-seen.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { auditOf, countAudit } from '../records.ts'
import { mailAbout } from '../recover.ts'
import { firstFactor, type Guarded, secondFactor, signUpWithTotp } from '../second-factor.ts'

const path = '/api/auth/devices/'

type Row = { id: string; name: string; current: boolean; trusted: boolean; trusted_until: string | null } & {
  [member: string]: unknown
}

async function devicesOf(actor: Actor, query = ''): Promise<{ results: Row[]; next: string | null }> {
  const answer = await actor.client().get(`${path}${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

async function currentDevice(actor: Actor): Promise<Row> {
  return (await devicesOf(actor)).results.find(({ current }) => current) ?? assert.fail('no device is the current one')
}

const change = (actor: Actor, id: string, body: unknown) => actor.client().send('PATCH', `${path}${id}/`, { body })
const remove = (actor: Actor, id: string) => actor.client().send('DELETE', `${path}${id}/`)

async function signInAgain(server: TestServer, actor: Actor): Promise<Actor> {
  const other = onAnotherDevice(server, actor)
  assert.equal((await other.login()).status, 200)
  return other
}

/** The same account on another device, past its second factor. */
async function signInGuarded(server: TestServer, ana: Guarded): Promise<Actor> {
  const other = onAnotherDevice(server, ana)
  assert.equal((await secondFactor(other, await firstFactor(other), { code: ana.freshCode() })).status, 200)
  return other
}

test('GET devices/: one a device, however often it signs in; newest first, in parts', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await ana.login()
  await ana.login()
  server.clock.advance({ minutes: 1 })
  const phone = onAnotherDevice(server, ana)
  const body = { email: ana.email, password: ana.password, device_name: 'Phone' }
  const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' }
  phone.access = (await phone.client().post('/api/auth/login/', body, headers)).body.access
  const { results, next } = await devicesOf(ana)
  assert.deepEqual([results.length, next], [2, null])
  const [{ id, first_seen_at, last_seen_at, ...told } = assert.fail()] = results
  assert.match(id, /^[0-9a-f-]{36}$/)
  assert.equal(first_seen_at, last_seen_at)
  const unknown = { place: null, trusted: false, trusted_until: null, current: false }
  assert.deepEqual(told, { name: 'Phone', browser: 'Firefox', system: 'Linux', address: '127.0.0.1', ...unknown })
  assert.equal((await currentDevice(phone)).id, id)
  const first = await devicesOf(ana, '?limit=1')
  const second = await devicesOf(ana, `?limit=1&cursor=${first.next}`)
  assert.deepEqual([...first.results, ...second.results], results)
  assert.equal(second.next, null)
  assert.equal((await ana.client().get(`${path}?cursor=${first.next}x`)).status, 400)
})

test('PATCH devices/{id}/ names a device, and nothing else changes', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const before = await currentDevice(ana)
  const answer = await change(ana, before.id, {
    name: '  Küche 🍳 ',
    id: randomUUID(),
    address: '192.0.2.1',
    current: false,
  })
  assert.deepEqual([answer.status, answer.body], [200, { ...before, name: 'Küche 🍳' }])
  assert.deepEqual((await change(ana, before.id, { name: 'Küche 🍳' })).body, { ...before, name: 'Küche 🍳' })
  assert.deepEqual((await change(ana, before.id, { ...before, name: '' })).body, { ...before, name: '' })
  for (const name of ['x'.repeat(101), 5, null, 'a\0b', ['a']]) {
    assert.deepEqual(Object.keys((await change(ana, before.id, { name })).body), ['name', 'error'])
  }
  assert.equal(await countAudit(server.app, ana.id, 'device.renamed'), 2, 'what stands so already is no change')
})

test('attack 59: devices of somebody else are not found, and nothing happens to them', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const ben = await signUp(server, 'ben')
  const before = await currentDevice(ben)
  for (const id of [before.id, before.id.toUpperCase(), randomUUID(), 'x']) {
    for (const body of [{ name: 'mine' }, { trusted: true }, { trusted: false }, {}]) {
      assert.equal((await change(ana, id, body)).status, 404)
    }
    assert.equal((await remove(ana, id)).status, 404)
  }
  assert.deepEqual(await currentDevice(ben), before)
  assert.deepEqual(
    (await auditOf(server.app, ben.id)).filter(({ name }) => name.startsWith('device.')),
    [],
  )
})

test('a device is trusted with a fresh second factor alone; it then skips the factor, and the owner is told', async (t) => {
  const server = await startServer(t, { TRUSTED_DEVICE_DAYS: '10' })
  const ana = await signUpWithTotp(server)
  const { id } = await currentDevice(ana)
  server.clock.advance({ minutes: 14 })
  await ana.renew()
  server.clock.advance({ minutes: 2 })
  const refused = await change(ana, id, { trusted: true, name: 'not this either' })
  assert.deepEqual([refused.status, refused.body.error], [403, 'reauthentication_required'])
  assert.equal((await currentDevice(ana)).name, '')
  ana.access = (await ana.client().post('/api/auth/reauthenticate/', { password: ana.password })).body.access
  assert.equal((await change(ana, id, { trusted: true })).status, 403, 'the password alone is not enough')
  const proof = { method: 'totp', code: ana.freshCode() }
  ana.access = (await ana.client().post('/api/auth/reauthenticate/', proof)).body.access
  const trusted = await change(ana, id, { trusted: true })
  assert.deepEqual([trusted.status, trusted.body.trusted], [200, true])
  const lasts = Date.parse(trusted.body.trusted_until) - server.clock.now().getTime()
  assert.ok(Math.abs(lasts - 10 * 86_400_000) < 60_000)
  assert.equal((await ana.login()).status, 200, 'no factor asked')
  assert.match((await mailAbout(server, ana.email, 'A device is trusted')).text, /for 10 days/)
  assert.equal(await countAudit(server.app, ana.id, 'device.trusted'), 1)
  server.clock.advance({ days: 10, seconds: 1 })
  await firstFactor(ana)
})

test('trust is taken back without a proof, and given back unchanged without one', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const device = await currentDevice(ana)
  const trusted = (await change(ana, device.id, { trusted: true })).body
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  const again = await change(ana, device.id, trusted)
  assert.deepEqual([again.status, again.body.trusted_until], [200, trusted.trusted_until], 'it is not made longer')
  const taken = await change(ana, device.id, { trusted: false })
  assert.deepEqual([taken.status, taken.body.trusted, taken.body.trusted_until], [200, false, null])
  await firstFactor(ana)
  assert.equal(await countAudit(server.app, ana.id, 'device.distrusted'), 1)
})

test('without a second factor no device can be trusted: it would be a way around the factor to come', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { id } = await currentDevice(ana)
  const answer = await change(ana, id, { trusted: true })
  assert.deepEqual([answer.status, answer.body.trusted], [400, ['Add a second factor first.']])
  assert.equal((await change(ana, id, { trusted: false })).status, 200)
})

test('DELETE devices/{id}/ ends its sessions at once, and it is a stranger from then on', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const phone = await signInGuarded(server, ana)
  const { id } = await currentDevice(phone)
  assert.equal((await change(phone, id, { trusted: true })).status, 200)
  const earlier = { ...phone }
  assert.equal((await phone.login()).status, 200, 'a second session on it')
  assert.equal((await remove(ana, id)).status, 200)
  for (const { access } of [phone, earlier]) {
    assert.equal((await server.client().as(access).get('/api/auth/profile/')).status, 401)
  }
  assert.equal((await phone.renew()).status, 401)
  assert.equal((await ana.profile()).status, 200)
  const ended = (await auditOf(server.app, ana.id)).filter(({ name }) => name === 'session.ended')
  assert.deepEqual(
    ended.map(({ facts }) => facts),
    Array(2).fill({ reason: 'device_removed' }),
  )
  assert.equal(await countAudit(server.app, ana.id, 'device.removed'), 1)
  const token = phone.deviceToken
  assert.equal((await secondFactor(phone, await firstFactor(phone), { code: ana.freshCode() })).status, 200)
  assert.notEqual(phone.deviceToken, token, 'its token is worth nothing')
  assert.notEqual((await currentDevice(phone)).id, id)
})

test('DELETE devices/{id}/ of the device in hand signs out; of two at once one does it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = await signInAgain(server, ana)
  const { id } = await currentDevice(phone)
  assert.deepEqual(tally(await atOnce(8, () => remove(ana, id))), { 200: 1, 404: 7 })
  assert.equal((await remove(ana, (await currentDevice(ana)).id)).status, 200)
  assert.equal((await ana.profile()).status, 401)
})

test('last seen is written by the worker, at most once a minute, with the newest address', async (t) => {
  const server = await startServer(t, { TRUSTED_PROXIES: '127.0.0.1' })
  const ana = await signUp(server)
  const seen = async () => {
    const rows = await server.app.db
      .selectFrom('session')
      .innerJoin('device', 'device.id', 'session.device_id')
      .select(['session.last_seen_at as at', 'device.last_seen_at as deviceAt', 'session.ip', 'device.ip as deviceIp'])
      .execute()
    return { ...(rows[0] ?? assert.fail()) }
  }
  const use = (ip: string) => ana.client().with({ 'x-forwarded-for': ip }).get('/api/auth/profile/')
  const signedIn = await seen()
  server.clock.advance({ seconds: 40 })
  await use('192.0.2.1')
  assert.equal(await writeLastSeen(server.app), 0)
  assert.deepEqual(await seen(), signedIn, 'not within a minute')
  server.clock.advance({ seconds: 21 })
  for (const ip of ['192.0.2.1', '192.0.2.2']) await use(ip)
  assert.deepEqual(await seen(), signedIn, 'no request writes it')
  assert.equal(await writeLastSeen(server.app), 1)
  const later = await seen()
  assert.deepEqual([later.ip, later.deviceIp], ['192.0.2.2', '192.0.2.2'])
  for (const at of [later.at, later.deviceAt]) assert.ok(server.clock.now().getTime() - at.getTime() < 50_000)
  server.clock.advance({ seconds: 40 })
  await use('192.0.2.3')
  assert.equal(await writeLastSeen(server.app), 0)
  assert.deepEqual(await seen(), later)
})

test('a refresh counts as seen, and an ended session is seen no more', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const at = async () => Date.parse(String((await currentDevice(ana)).last_seen_at))
  const signedIn = await at()
  server.clock.advance({ minutes: 30 })
  await ana.renew()
  assert.equal(await writeLastSeen(server.app), 1)
  assert.ok((await at()) - signedIn >= 1_800_000)
  server.clock.advance({ minutes: 2 })
  await ana.profile()
  await server.client().post('/api/auth/logout/', { refresh: ana.refresh })
  assert.equal(await writeLastSeen(server.app), 0)
})
