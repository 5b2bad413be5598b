import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rotateKey } from '../../src/keys/key-ring.ts'
import { cleanUp, startWorker } from '../../src/worker.ts'
import { type Actor, onAnotherDevice, signUp, somebody } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { guess, signIn, statuses } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset, reset } from '../recover.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

const api = '/api/auth'

/** Somebody with whatever is dead, and with a session that lives. */
type Remains = { ana: Actor; ended: Actor; usedLink: string; usedRefresh: string }

async function leaveRemains(server: TestServer): Promise<Remains> {
  const ana = await signUp(server)
  const usedLink = tokenIn(await askReset(server, ana.email))
  assert.equal((await reset(server, { token: usedLink }, 'N3w-passphrase')).status, 200)
  ana.password = 'N3w-passphrase'
  await ana.login()
  const ended = onAnotherDevice(server, ana)
  await ended.login()
  assert.equal((await ended.client().post(`${api}/logout/`, { refresh: ended.refresh })).status, 205)
  const usedRefresh = ana.refresh
  await ana.renew()
  server.clock.advance({ minutes: 2 })
  return { ana, ended, usedLink, usedRefresh }
}

async function assertSound(server: TestServer, { ana, ended, usedLink }: Remains, when: string): Promise<void> {
  assert.deepEqual(statuses([await ended.renew(), await ended.profile()]), [401, 401], `${when}: what was ended`)
  assert.equal((await reset(server, { token: usedLink }, 'Oth3r-passphrase')).status, 400, `${when}: a used link`)
  assert.equal((await ana.renew()).status, 200, `${when}: nobody is signed out`)
  assert.equal((await ana.profile()).status, 200, when)
  assert.equal((await onAnotherDevice(server, ana).login()).status, 200, when)
  assert.equal((await server.client().get('/healthz')).status, 200, when)
  assert.equal((await server.client().get('/readyz')).status, 200, when)
  await cleanUp(server.app)
}

test('the clock jumps back and forth by hours: no crash, nothing dead lives again, nobody is signed out', async (t) => {
  const server = await startServer(t)
  const remains = await leaveRemains(server)
  const worker = startWorker(server.app)
  atEnd(t, () => worker.stop())
  for (const hours of [-3, 7, -12, 9, -1]) {
    server.clock.advance({ hours })
    await assertSound(server, remains, `after ${hours} h`)
  }
  const faults = server.log.filter((line) => /"level":"(error|fatal)"/.test(line))
  assert.deepEqual(faults, [])
})

test('a refresh token that was used before the clock went back is refused, and its session goes on', async (t) => {
  const server = await startServer(t)
  const { ana, usedRefresh } = await leaveRemains(server)
  server.clock.advance({ hours: -3 })
  const again = await server.client().post(`${api}/refresh/`, { refresh: usedRefresh })
  assert.deepEqual([again.status, again.body.error], [401, 'token_not_valid'])
  assert.equal((await ana.renew()).status, 200)
  const newer = ana.refresh
  await ana.renew()
  const lost = await server.client().post(`${api}/refresh/`, { refresh: newer })
  assert.equal(lost.status, 200, 'a lost answer is still forgiven')
})

test('a lock, a limit and a mail of a clock that was wrong by years wait no longer than others', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  server.clock.advance({ days: 4000 })
  await guess(server.client(), ana.email, 5)
  const person = somebody()
  assert.equal((await server.client().post(`${api}/register/`, person)).status, 201)
  server.clock.advance({ days: -4000 })
  const locked = await signIn(server.client(), ana.email, ana.password)
  assert.equal(locked.status, 423)
  assert.ok(Number(locked.headers.get('retry-after')) <= 1800, String(locked.headers.get('retry-after')))
  server.clock.advance({ minutes: 31 })
  assert.equal((await signIn(server.client(), ana.email, ana.password)).status, 200)
  await server.settle()
  assert.equal(
    server.app.mailer.outbox?.some(({ to }) => to === person.email),
    false,
    'it waits',
  )
  await cleanUp(server.app)
  await until('the mail', async () => (await server.mailbox.to(person.email))[0])
})

test('a node that is slow by minutes frees no claim of another; one by a clock of tomorrow is freed', async (t) => {
  const here = await startServer(t)
  const there = await startServer(t, storesOf(here))
  await here.client().post(`${api}/register/`, somebody())
  const { now } = here.clock
  const claim = async (minutes: number): Promise<void> => {
    const claimed_until = new Date(now().getTime() + minutes * 60_000)
    await here.app.db.updateTable('outbox').set({ claimed_until }).execute()
  }
  const all = async () => (await here.app.db.selectFrom('outbox').select('id').execute()).length
  const free = async () => {
    const query = here.app.db.selectFrom('outbox').select('id').where('claimed_until', 'is', null)
    return (await query.execute()).length
  }
  assert.ok((await all()) > 0)
  there.clock.advance({ minutes: -20 })
  await claim(2)
  await cleanUp(there.app)
  assert.equal(await free(), 0)
  await claim(1440)
  await cleanUp(there.app)
  assert.equal(await free(), 0, 'looked at once an hour')
  there.clock.advance({ hours: -1 })
  await cleanUp(there.app)
  assert.equal(await free(), await all(), 'and when the clock was set back')
})

test('two nodes: a rotation of the key fails no sign-in, nor does a clock that is set back', async (t) => {
  const here = await startServer(t)
  const there = await startServer(t, storesOf(here))
  const ana = await signUp(here)
  const bothKnow = async (when: string): Promise<void> => {
    for (const node of [here, there]) {
      const { status, body } = await signIn(node.client(), ana.email, ana.password)
      assert.equal(status, 200, when)
      for (const other of [here, there]) {
        const seen = await other.client().as(body.access).get(`${api}/profile/`)
        assert.equal(seen.status, 200, `${when}: ${seen.text}`)
      }
    }
  }
  await bothKnow('before')
  await rotateKey(here.app)
  for (let at = 0; at <= 60; at += 5) {
    await bothKnow(`${at} s after the rotation`)
    for (const node of [here, there]) node.clock.advance({ seconds: 5 })
  }
  for (const node of [here, there]) node.clock.advance({ hours: -3 })
  await bothKnow('after a jump back')
  await rotateKey(there.app)
  for (let at = 0; at <= 60; at += 15) {
    await bothKnow(`${at} s after the second rotation`)
    for (const node of [here, there]) node.clock.advance({ seconds: 15 })
  }
})
