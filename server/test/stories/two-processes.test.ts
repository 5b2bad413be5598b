import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soonMs } from '../../../scripts/testing/soon.ts'
import { type Actor, onAnotherDevice, signUp, somebody } from '../actors.ts'
import { startChild } from '../child-service.ts'
import type { Client } from '../client.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'

test('two processes on one database', async (t) => {
  const server = await startServer(t)
  const nodes = await Promise.all([startChild(t, storesOf(server)), startChild(t, storesOf(server))])
  const clients = nodes.map((node) => node.client())
  await t.test('POST register/: 100 at once, and nothing is lost', () => loseNothing(server, clients))
  await t.test('POST register/: one username at once is given once', () => giveOnce(clients))
  for (const node of nodes) await node.kill()
})

async function loseNothing(server: TestServer, clients: readonly Client[]): Promise<void> {
  const people = Array.from({ length: 100 }, () => somebody())
  const answers = await atOnce(people.length, async (i) => clients[i % 2]?.post('/api/auth/register/', people[i]))
  assert.deepEqual(tally(answers.flatMap((answer) => answer ?? [])), { 201: 100 })
  const rows = await server.app.db
    .selectFrom('account')
    .innerJoin('password', 'password.account_id', 'account.id')
    .innerJoin('proof', 'proof.account_id', 'account.id')
    .select(['account.id'])
    .execute()
  assert.deepEqual(rows.map(({ id }) => id).sort(), answers.map((answer) => answer?.body.id).sort())
}

async function giveOnce(clients: readonly Client[]): Promise<void> {
  const { username } = somebody()
  const answers = await atOnce(20, (i) => {
    const person = { ...somebody(), username: i % 4 < 2 ? username : username.toUpperCase() }
    return clients[i % 2]?.post('/api/auth/register/', person) ?? assert.fail()
  })
  assert.deepEqual(tally(answers), { 201: 1, 400: 19 })
  for (const { status, body } of answers) {
    if (status === 400) assert.deepEqual(body.username, ['user with this username already exists.'])
  }
}

/** The ways in which an owner ends a session from another device; told the ids of that session and its device. */
const ends: readonly [name: string, path: (of: { session: string; device: string }) => string][] = [
  ['DELETE sessions/{id}/', ({ session }) => `sessions/${session}/`],
  ['DELETE sessions/', () => 'sessions/'],
  ['DELETE devices/{id}/', ({ device }) => `devices/${device}/`],
]

test('attack 57: two processes: a session that is ended on one fails on the other within a second', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  // They would deliver the mails of the sign-up, and keep them.
  const [here, there] = await Promise.all([startChild(t, storesOf(server)), startChild(t, storesOf(server))])
  for (const [name, path] of ends) {
    const { access } = await signInAgain(server, ana)
    const asking = () => there.client().as(access).get('/api/auth/profile/')
    assert.equal((await asking()).status, 200, name)
    const rows = (await here.client().as(access).get('/api/auth/sessions/')).body.results
    const own = rows.find(({ current }: { current: boolean }) => current)
    const url = `/api/auth/${path({ session: own.id, device: own.device_id })}`
    assert.equal((await here.client().as(ana.access).send('DELETE', url)).status, 200, name)
    const ended = performance.now()
    assert.equal((await asking()).status, 401, name)
    assert.ok(performance.now() - ended < soonMs, name)
  }
  assert.equal((await there.client().as(ana.access).get('/api/auth/profile/')).status, 200)
  for (const node of [here, there]) await node.kill()
})

async function signInAgain(server: TestServer, actor: Actor): Promise<Actor> {
  const other = onAnotherDevice(server, actor)
  assert.equal((await other.login()).status, 200)
  return other
}
