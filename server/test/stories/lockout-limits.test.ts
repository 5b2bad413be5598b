import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { atOnce, guess, signIn, statuses, tally } from '../guess.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset, reset } from '../recover.ts'
import { storesOf } from '../same-stores.ts'

test('attack 40: POST login/: of 100 wrong passwords at once five are looked at', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const before = server.app.hasher.stats().count
  const answers = await atOnce(100, (i) => signIn(server.client(), ana.email, `Wr0ng-guess-${i}`))
  assert.deepEqual(tally(answers), { 401: 5, 423: 95 })
  assert.equal(server.app.hasher.stats().count - before, 5)
})

test('attack 39: POST login/: nodes on one database share the count, at once and one after the other', async (t) => {
  const first = await startServer(t)
  const second = await startServer(t, storesOf(first))
  const ana = await registerVerified(first)
  const before = [first, second].map(({ app }) => app.hasher.stats().count)
  const answers = await atOnce(60, (i) => signIn((i % 2 ? first : second).client(), ana.email, `Wr0ng-guess-${i}`))
  assert.deepEqual(tally(answers), { 401: 5, 423: 55 })
  const hashes = [first, second].map(({ app }, i) => app.hasher.stats().count - (before[i] ?? 0))
  assert.equal(
    hashes.reduce((sum, count) => sum + count, 0),
    5,
  )
})

test('POST login/: a restart of the service forgets no failure', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const before = await startChild(t, storesOf(server))
  assert.deepEqual(statuses(await guess(before.client(), ana.email, 4)), [401, 401, 401, 401])
  await before.kill()
  const after = await startChild(t, storesOf(server))
  assert.deepEqual(statuses(await guess(after.client(), ana.email, 2)), [401, 423])
  assert.equal((await signIn(after.client(), ana.email, ana.password)).status, 423)
  await after.kill()
})

test('POST login/: 30 right passwords at once are 30 sign-ins, not a lock', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const answers = await atOnce(30, () => signIn(server.client(), ana.email, ana.password))
  assert.deepEqual(tally(answers), { 200: 30 })
})

/** NIST SP 800-63B-4 section 3.2.2. */
test('POST login/: after 100 failures in a row, however slow, the password is dead until it is reset', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (let round = 0; round < 20; round++) {
    assert.deepEqual(statuses(await guess(server.client(), ana.email, 5)), [401, 401, 401, 401, 401])
    server.clock.advance({ minutes: 31 })
  }
  server.clock.advance({ days: 1 })
  assert.equal((await onAnotherDevice(server, ana).login()).status, 423)
  assert.equal((await ana.login()).status, 423, 'on a known device too')
  const token = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 200)
  assert.equal((await signIn(server.client(), ana.email, 'N3w-passphrase')).status, 200)
})

test('POST login/: knocking at a lock is no failure: it kills no password and locks no known device', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await guess(server.client(), ana.email, 5)
  const knocks = await atOnce(150, (i) => signIn(server.client(), ana.email, `Wr0ng-guess-${i}`))
  assert.deepEqual(tally(knocks), { 423: 150 })
  assert.equal((await ana.login()).status, 200, 'the known device')
  await guess(server.client(), ana.email, 130)
  server.clock.advance({ minutes: 31 })
  assert.equal((await onAnotherDevice(server, ana).login()).status, 200, 'everybody, after the lock')
})

test('POST login/: a known device that signs in makes the failures before it no longer consecutive', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  for (let round = 0; round < 30; round++) {
    await guess(server.client(), ana.email, 5)
    if (round % 10 === 9) assert.equal((await ana.login()).status, 200)
    server.clock.advance({ minutes: 31 })
  }
  assert.equal((await onAnotherDevice(server, ana).login()).status, 200)
})
