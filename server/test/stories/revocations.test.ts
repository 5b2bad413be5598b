import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { soonMs } from '../../../scripts/testing/soon.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { readEvents } from '../event-reader.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

const path = '/.well-known/revocations'

/** Verifies a list as another service does, by the published keys alone. */
async function sessionsIn(server: TestServer, jws: string): Promise<string[]> {
  const keys = createLocalJWKSet((await server.client().get('/.well-known/jwks.json')).body)
  const { payload } = await jwtVerify(jws, keys, {
    typ: 'revocations+jwt',
    issuer: 'kalosphere-auth',
    audience: 'kalosphere',
    currentDate: server.clock.now(),
  })
  return (payload.revoked as { sid: string; at: number }[]).map(({ sid }) => sid)
}

async function sessionOf({ access }: Actor): Promise<string> {
  return JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()).sid
}

const signOut = ({ client, refresh }: Actor) => client().post('/api/auth/logout/', { refresh })

test('the signed list names sessions that were ended, as long as their access tokens could live', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const empty = await server.client().get(path)
  assert.deepEqual(await sessionsIn(server, empty.text), [])
  assert.equal(empty.headers.get('content-type'), 'application/jwt')
  await signOut(ana)
  const full = await server.client().get(path)
  assert.deepEqual(await sessionsIn(server, full.text), [await sessionOf(ana)])
  assert.equal((await ben.profile()).status, 200)
  server.clock.advance({ minutes: 16 })
  assert.deepEqual(await sessionsIn(server, (await server.client().get(path)).text), [])
})

test('a list that has not changed is not sent again', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const etag = (await server.client().get(path)).headers.get('etag') ?? ''
  const asked = await server.client().get(path, { 'if-none-match': `"other", ${etag}` })
  assert.deepEqual([asked.status, asked.text], [304, ''])
  await signOut(ana)
  const changed = await server.client().get(path, { 'if-none-match': etag })
  assert.equal(changed.status, 200)
  assert.notEqual(changed.headers.get('etag'), etag)
})

test('the list of sessions is no access token, and an access token is no list', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { text } = await server.client().get(path)
  assert.equal((await server.client().as(text).get('/api/auth/profile/')).status, 401)
  await assert.rejects(sessionsIn(server, ana.access))
})

test('a stream begins with the list and tells each end at once', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  await signOut(ana)
  const reader = await readEvents(t, server.origin + path)
  await reader.count(1)
  assert.deepEqual([reader.status, reader.events[0]?.name], [200, 'list'])
  assert.deepEqual(await sessionsIn(server, reader.events[0]?.data ?? ''), [await sessionOf(ana)])
  await signOut(phone)
  assert.ok((await reader.count(2)) < soonMs)
  assert.equal(reader.events[1]?.name, 'revoked')
  assert.deepEqual(await sessionsIn(server, reader.events[1]?.data ?? ''), [await sessionOf(phone)])
})

test('streams end with the service, and one that is left is no trouble', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const [left, kept] = [await readEvents(t, server.origin + path), await readEvents(t, server.origin + path)]
  await left.count(1)
  left.close()
  await signOut(ana)
  assert.ok((await kept.count(2)) < soonMs)
})

test('an end on one node reaches the streams of another within a second', async (t) => {
  const server = await startServer(t)
  // Before there is another process, which would take the mail of the sign-up in hand and keep it.
  const ana = await signUp(server)
  const node = await startChild(t, storesOf(server))
  const reader = await readEvents(t, node.origin + path)
  await reader.count(1)
  assert.equal((await node.client().as(ana.access).get('/api/auth/profile/')).status, 200)
  await signOut(ana)
  assert.equal(
    (await node.client().as(ana.access).get('/api/auth/profile/')).status,
    401,
    'and its tokens stop at once',
  )
  assert.ok((await reader.count(2)) < soonMs)
  assert.deepEqual(await sessionsIn(server, reader.events[1]?.data ?? ''), [await sessionOf(ana)])
  node.terminate()
  await until('the end of the stream', () => (reader.isOver() ? true : undefined))
  assert.equal(await node.ended, 0)
})
