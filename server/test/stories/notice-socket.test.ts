import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { soonMs } from '../../../scripts/testing/soon.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { startServer, type TestServer } from '../harness.ts'
import { askTicket, readNotices } from '../notice-reader.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

const open = async (t: Parameters<typeof readNotices>[0], { origin }: { origin: string }, actor: Actor, after = {}) =>
  readNotices(t, origin, { ticket: await askTicket(actor.client()), ...after })

const signOut = (server: TestServer, { refresh }: Actor) => server.client().post('/api/auth/logout/', { refresh })

test('a sign-in on a new device is told on open sockets at once, and to nobody else', async (t) => {
  const server = await startServer(t)
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const [one, two, other] = [await open(t, server, ana), await open(t, server, ana), await open(t, server, ben)]
  await onAnotherDevice(server, ana).login()
  const { message, ms } = await one.next('new_sign_in')
  assert.ok(ms < soonMs, `${ms} ms`)
  assert.deepEqual(Object.keys(message), ['id', 'type', 'at', 'data'])
  assert.deepEqual((await two.next('new_sign_in')).message, message)
  const [listed] = (await ana.client().get('/api/auth/notifications/')).body.results
  const { read_at: _, ...same } = listed
  assert.deepEqual(same, message)
  assert.equal(one.messages.length, 1)
  assert.deepEqual(other.messages, [])
})

test('attacks 11 and 57: a socket closes within a second of the end of its session; others hear of it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  const [mine, theirs] = [await open(t, server, ana), await open(t, server, phone)]
  await signOut(server, phone)
  const { code, ms } = await theirs.end()
  assert.equal(code, 4401)
  assert.ok(ms < soonMs, `${ms} ms`)
  assert.equal((await mine.next('session_ended')).message.data.reason, 'signed_out')
  assert.equal(mine.closed(), undefined)
  await signOut(server, ana)
  assert.equal((await mine.end()).code, 4401)
})

test('a socket closes when the time of its session is up, unless it was refreshed', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  const [mine, theirs] = [await open(t, server, ana), await open(t, server, phone)]
  server.clock.advance({ days: 6 })
  await ana.renew()
  server.clock.advance({ days: 2 })
  assert.equal((await theirs.end()).code, 4401)
  assert.equal(mine.closed(), undefined)
})

test('who comes back is told what was missed, oldest first, and nothing that was not', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const first = await open(t, server, ana)
  await onAnotherDevice(server, ana).login()
  const { message } = await first.next('new_sign_in')
  first.socket.close()
  await first.end()
  for (let i = 0; i < 3; i++) {
    server.clock.advance({ minutes: 2 })
    await onAnotherDevice(server, ana).login()
  }
  const listed = (await ana.client().get('/api/auth/notifications/')).body.results.map(({ id }: { id: string }) => id)
  const again = await open(t, server, ana, { after: message.id })
  await until('three notices', () => again.messages[2])
  assert.deepEqual(
    again.messages.map(({ id }) => id),
    listed.slice(0, 3).toReversed(),
  )
  const fresh = await open(t, server, ana)
  await onAnotherDevice(server, ana).login()
  await fresh.next('new_sign_in')
  assert.equal(fresh.messages.length, 1, 'without "after" only what is new')
  const ben = await signUp(server, 'ben')
  const stranger = await open(t, server, ben, { after: message.id })
  await onAnotherDevice(server, ben).login()
  await stranger.next('new_sign_in')
  assert.equal(stranger.messages.length, 1, "another's id brings nothing of theirs")
})

test('of more than ten sockets of an account the oldest of the busiest session goes', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  const mine = await open(t, server, ana)
  const theirs = []
  for (let i = 0; i < 10; i++) theirs.push(await open(t, server, phone))
  assert.equal((await theirs[0]?.end())?.code, 4429)
  assert.equal(mine.closed(), undefined)
  assert.deepEqual(
    theirs.slice(1).map((reader) => reader.closed()),
    Array(9).fill(undefined),
  )
})

test('the service takes no words: who speaks is cut off, who pings is answered', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const polite = await open(t, server, ana)
  const answered = once(polite.socket, 'pong')
  polite.socket.ping()
  await answered
  const [speaks, shouts] = [await open(t, server, ana), await open(t, server, ana)]
  speaks.socket.send('hello')
  shouts.socket.send('x'.repeat(100_000))
  assert.deepEqual([(await speaks.end()).code, (await shouts.end()).code], [1008, 1009])
  assert.equal(polite.closed(), undefined)
})

test('two processes: notices and ends reach the sockets of another within a second', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  const node = await startChild(t, storesOf(server))
  // The ticket comes from here and opens there.
  const [mine, theirs] = [await open(t, node, ana), await open(t, node, phone)]
  await onAnotherDevice(server, ana).login()
  const told = await mine.next('new_sign_in')
  assert.ok(told.ms < soonMs, `${told.ms} ms`)
  await signOut(server, phone)
  const ended = await theirs.end()
  assert.equal(ended.code, 4401)
  assert.ok(ended.ms < soonMs, `${ended.ms} ms`)
  assert.equal(mine.closed(), undefined)
  node.terminate()
  assert.equal((await mine.end()).code, 1001)
  assert.equal(await node.ended, 0)
})
