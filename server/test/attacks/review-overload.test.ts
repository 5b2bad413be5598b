import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, signUp } from '../actors.ts'
import { fillHasher } from '../full-hasher.ts'
import { atOnce, guess, signIn, statuses, tally } from '../guess.ts'
import { startServer } from '../harness.ts'

test('POST login/: what was refused for want of room is no failure, and locks nobody out', async (t) => {
  const server = await startServer(t, { HASH_QUEUE_LIMIT: '1' })
  const ana = await signUp(server)
  const makeRoom = fillHasher(server.app)
  const wish = { current_password: ana.password, new_password: 'x', confirm_password: 'x' }
  const [signIns, changes] = await Promise.all([
    atOnce(8, () => onAnotherDevice(server, ana).login()),
    atOnce(8, () => ana.client().post('/api/auth/change-password/', wish)),
  ])
  await makeRoom()
  assert.deepEqual([tally(signIns), tally(changes)], [{ 503: 8 }, { 503: 8 }])
  assert.equal((await onAnotherDevice(server, ana).login()).status, 200)
  const { status } = await ana.client().post('/api/auth/change-password/', wish)
  assert.equal(status, 400, 'judged, not locked')
  assert.deepEqual(statuses(await guess(server.client(), ana.email, 6)), [401, 401, 401, 401, 401, 423])
})

test('POST login/: a known device does not wait behind a stranger’s flood', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  await guess(server.client(), ana.email, 5)
  let answered = 0
  const flood = atOnce(300, async (i) => {
    await signIn(server.client(), ana.email, `Wr0ng-guess-${i}`)
    answered += 1
  })
  assert.equal((await ana.login()).status, 200)
  assert.ok(answered < 300, `${answered} of the flood came first`)
  await flood
})
