import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, registerVerified, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { guess, signIn, statuses } from '../guess.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { countAudit } from '../records.ts'
import { askReset, reset } from '../recover.ts'

const wrongThenLocked = [401, 401, 401, 401, 401, 423]
const lockSeconds = 30 * 60

function assertLocked(answer: Answer): void {
  assert.equal(answer.status, 423, answer.text)
  const detail = 'Account is locked due to multiple failed login attempts.'
  assert.deepEqual(answer.body, { detail, error: 'account_locked' })
  const seconds = Number(answer.headers.get('retry-after'))
  assert.ok(seconds > 0 && seconds <= lockSeconds, `Retry-After: ${seconds}`)
}

test('attack 39: POST login/: five wrong passwords, then 423 with Retry-After, for the right one too', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const answers = await guess(server.client(), ana.email, 6)
  assert.deepEqual(statuses(answers), wrongThenLocked)
  assertLocked(await signIn(server.client(), ana.email, ana.password))
  assert.equal(await countAudit(server.app, ana.id, 'sign_in.locked'), 1)
})

test('attack 43: POST login/: strangers’ failures keep out neither a known device, by header or by cookie, nor a live session', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const cookies = await signIn(server.client(), ana.email, ana.password, {
    'x-token-transport': 'cookie',
    origin: 'http://localhost:8000',
  })
  const device = /(?:^|, )device=([^;]+)/.exec(cookies.headers.get('set-cookie') ?? '')?.[1]
  assert.ok(device)
  await guess(server.client(), ana.email, 20)
  assertLocked(await signIn(server.client(), ana.email, ana.password))

  assert.equal((await ana.login()).status, 200, 'the known device, by X-Device-Token')
  await guess(server.client(), ana.email, 20)
  const byCookie = await signIn(server.client({ cookie: `device=${device}` }), ana.email, ana.password)
  assert.equal(byCookie.status, 200, 'the known device, by cookie')
  await guess(server.client(), ana.email, 20)
  assert.equal((await ana.profile()).status, 200, 'the live session')
  assert.equal((await ana.renew()).status, 200, 'its refresh')
})

test('POST login/: a device has tries of its own, and is known for its own account alone', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ben = await signUp(server, 'ben')
  const onDevice = server.client({ 'x-device-token': ana.deviceToken })
  assert.deepEqual(statuses(await guess(onDevice, ana.email, 6)), wrongThenLocked)
  assertLocked(await ana.login())
  const elsewhere = onAnotherDevice(server, ana)
  assert.equal((await elsewhere.login()).status, 200, 'others are not locked by that device')

  const foreign = server.client({ 'x-device-token': elsewhere.deviceToken })
  assert.deepEqual(statuses(await guess(foreign, ben.email, 6)), wrongThenLocked)
  assertLocked(await signIn(foreign, ben.email, ben.password))
  assert.equal((await ben.login()).status, 200, 'a stranger’s device token counts as none')
})

test('POST login/: the lock lasts ACCOUNT_LOCK_DURATION, and knocking at it does not make it longer', async (t) => {
  const server = await startServer(t, { ACCOUNT_LOCK_DURATION: '10', MAX_LOGIN_ATTEMPTS: '3' })
  const ana = await registerVerified(server)
  assert.deepEqual(statuses(await guess(server.client(), ana.email, 4)), [401, 401, 401, 423])
  server.clock.advance({ minutes: 9 })
  const [knock] = await guess(server.client(), ana.email, 1)
  assert.ok(Number(knock?.headers.get('retry-after')) <= 60)
  assertLocked(await ana.login())
  server.clock.advance({ minutes: 1, seconds: 1 })
  assert.equal((await ana.login()).status, 200)
})

test('POST login/: the right password starts the count again', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(statuses(await guess(server.client(), ana.email, 4)), [401, 401, 401, 401])
    assert.equal((await onAnotherDevice(server, ana).login()).status, 200)
  }
})

test('POST reset-password/: lifts the lock', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  await guess(server.client(), ana.email, 6)
  const token = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token }, 'N3w-passphrase')).status, 200)
  assert.equal((await signIn(server.client(), ana.email, 'N3w-passphrase')).status, 200)
})

test('attack 37: POST login/: address and username of one account, in any spelling, share the count', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const ben = await registerVerified(server, 'ben')
  const names = [ana.email, ana.username, ana.email.toUpperCase(), ana.username.toUpperCase(), ana.email]
  for (const name of names) assert.deepEqual(statuses(await guess(server.client(), name, 1)), [401])
  for (const name of [ana.username, ana.email]) assertLocked(await signIn(server.client(), name, ana.password))
  assert.equal((await ben.login()).status, 200, 'another account on the same network is not touched')
})

test('attack 32: POST login/: an unknown name locks like a known one, at the same cost', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const shape = async (name: string) => {
    const before = server.app.hasher.stats().count
    const answers = await guess(server.client(), name, 7)
    return {
      hashes: server.app.hasher.stats().count - before,
      answers: answers.map(({ status, body, headers }) => [status, body, [...headers.keys()].sort()]),
    }
  }
  const known = await shape(ana.email)
  assert.equal(known.hashes, 5)
  assert.deepEqual(await shape('nobody.at.all@example.com'), known)
  assert.deepEqual(await shape('no-such-username'), known)
})

test('POST login/: the owner is mailed once a lock, not once a try', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  await guess(server.client(), ana.email, 12)
  const locked = (await server.mailbox.to(ana.email)).filter(({ subject }) => subject.includes('locked'))
  assert.equal(locked.length, 1)
  await guess(server.client(), 'nobody.at.all@example.com', 6)
  assert.deepEqual(await server.mailbox.to('nobody.at.all@example.com'), [])
})
