import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { hashPassword, setPassword } from '../../src/passwords/set-password.ts'
import { endSessionsOf } from '../../src/sessions/end-session.ts'
import { type Actor, onAnotherDevice, signUp, somebody } from '../actors.ts'
import type { Answer } from '../client.ts'
import { signIn, statuses } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { until } from '../until.ts'

/** A hash that takes a second or more to compare: what comes behind it waits. */
const slow = `$argon2id$v=19$m=65536,t=16,p=1$${'c2FsdHNhbHRzYWx0c2FsdA'}$${'A'.repeat(43)}`
const owners = 'Own3r-passphrase'

/** Has a thief's request wait for its hash, lets the owner set a new password meanwhile, and gives the thief's answer. */
async function resetDuring(server: TestServer, owner: Actor, act: () => Promise<Answer>): Promise<Answer> {
  const { app } = server
  const hash = await hashPassword(app, owners)
  const busy = Array.from({ length: availableParallelism() }, () => app.hasher.matches('x', slow))
  const before = app.hasher.stats().waiting
  const acting = act()
  await until('the request to wait for its hash', () => app.hasher.stats().waiting > before || undefined)
  await app.transaction(async (tx) => {
    await setPassword(app, tx, owner.id, hash)
    await endSessionsOf(app, tx, undefined, { accountId: owner.id, reason: 'password_reset' })
  })
  await Promise.all(busy)
  return acting
}

test('a thief’s change of password under way while the owner resets it changes nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const answer = await resetDuring(server, ana, () =>
    ana.client().post('/api/auth/change-password/', {
      current_password: ana.password,
      new_password: 'Th1ef-passphrase',
      confirm_password: 'Th1ef-passphrase',
    }),
  )
  assert.deepEqual([answer.status, answer.body.error], [401, 'token_not_valid'])
  assert.equal((await signIn(server.client(), ana.email, owners)).status, 200)
})

test('a thief’s change of address under way while the owner resets the password leaves no link behind', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email } = somebody('thief')
  const answer = await resetDuring(server, ana, () =>
    ana.client().post('/api/auth/profile/email/', { new_email: email, password: ana.password }),
  )
  assert.deepEqual([answer.status, answer.body.error], [401, 'token_not_valid'])
  assert.deepEqual(await server.mailbox.to(email), [])
})

test('a thief’s sign-in under way while the owner resets the password opens nothing', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const answer = await resetDuring(server, ana, () => onAnotherDevice(server, ana).login())
  assert.deepEqual([answer.status, answer.body.error], [401, 'bad_credentials'])
})

test('attack 2: a change of address that a thief asked for ends with the change of the password', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email } = somebody('thief')
  await ana.client().post('/api/auth/profile/email/', { new_email: email, password: ana.password })
  const change = { current_password: ana.password, new_password: owners, confirm_password: owners }
  assert.equal((await ana.client().post('/api/auth/change-password/', change)).status, 200)
  const token = tokenIn(await mailAbout(server, email, 'Confirm your new'))
  const late = await server.client().post('/api/auth/profile/email/confirm/', { token })
  assert.equal(late.status, 400)
})

test('POST profile/email/undo/: a stranger’s unverified account on the address is no obstacle', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email } = somebody('thief')
  await ana.client().post('/api/auth/profile/email/', { new_email: email, password: ana.password })
  const token = tokenIn(await mailAbout(server, email, 'Confirm your new'))
  assert.equal((await server.client().post('/api/auth/profile/email/confirm/', { token })).status, 200)
  const way = tokenIn(await mailAbout(server, ana.email, 'address was changed'))
  const squatter = { ...somebody('squatter'), email: ana.email }
  assert.equal((await server.client().post('/api/auth/register/', squatter)).status, 201)

  assert.equal((await server.client().post('/api/auth/profile/email/undo/', { token: way })).status, 200)
  assert.deepEqual(
    statuses([
      await signIn(server.client(), ana.email, ana.password),
      await signIn(server.client(), squatter.username, squatter.password),
    ]),
    [200, 401],
  )
})

test('POST profile/email/undo/: who has proved the address meanwhile keeps it', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { email } = somebody('moved')
  await ana.client().post('/api/auth/profile/email/', { new_email: email, password: ana.password })
  const token = tokenIn(await mailAbout(server, email, 'Confirm your new'))
  await server.client().post('/api/auth/profile/email/confirm/', { token })
  const way = tokenIn(await mailAbout(server, ana.email, 'address was changed'))
  const next = { ...somebody('next'), email: ana.email }
  await server.client().post('/api/auth/register/', next)
  const proof = tokenIn(await mailAbout(server, next.email, 'Verify your'))
  assert.equal((await server.client().post('/api/auth/verify-email/', { token: proof })).status, 200)

  assert.equal((await server.client().post('/api/auth/profile/email/undo/', { token: way })).status, 400)
  assert.equal((await signIn(server.client(), next.email, next.password)).status, 200)
})
