import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanUp } from '../../src/worker.ts'
import { onAnotherDevice, signUp } from '../actors.ts'
import { beginErasure, isThere } from '../erase.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset, mailAbout, reset } from '../recover.ts'

const api = '/api/auth'

test('attack 20: whoever takes the address and name of an erased account gets nothing of it, nor it of them', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const phone = onAnotherDevice(server, ana)
  await phone.login()
  const link = tokenIn(await askReset(server, ana.email))
  const old = { id: ana.id, access: ana.access, refresh: ana.refresh, deviceToken: ana.deviceToken }
  await beginErasure(server, ana)
  server.clock.advance({ days: 15 })
  await cleanUp(server.app)
  assert.equal(await isThere(server, old.id), false)

  const heir = { email: ana.email, username: ana.username, password: 'An0ther-horse!' }
  const registered = await server.client().post(`${api}/register/`, heir)
  assert.equal(registered.status, 201, registered.text)
  assert.notEqual(registered.body.id, old.id, 'an id is never given twice')
  const verify = { token: tokenIn(await mailAbout(server, heir.email, 'Verify your')) }
  assert.equal((await server.client().post(`${api}/verify-email/`, verify)).status, 200)

  for (const { access, refresh } of [old, phone]) {
    assert.equal((await server.client().as(access).get(`${api}/profile/`)).status, 401)
    assert.equal((await server.client().post(`${api}/refresh/`, { refresh })).status, 401)
  }
  assert.equal((await reset(server, { token: link }, 'N3w-passphrase')).status, 400)
  assert.equal((await ana.login()).status, 401, 'the former password')
  const { deviceToken } = old
  const known = await server.client().post(`${api}/login/`, heir, { 'x-device-token': deviceToken })
  assert.equal(known.status, 200)
  assert.notEqual(known.body.device_token, deviceToken, 'the former device is none of the new account')
  const devices = await server.client().as(known.body.access).get(`${api}/devices/`)
  assert.equal(devices.body.results.length, 1)
  const events = await server.client().as(known.body.access).get(`${api}/activity/`)
  const before = events.body.results.filter(({ event }: { event: string }) => event.includes('erasure'))
  assert.deepEqual(before, [], 'nor is what happened before')
})
