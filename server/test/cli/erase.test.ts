import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanUp } from '../../src/worker.ts'
import { signUp } from '../actors.ts'
import { isThere, keep } from '../erase.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { auditOf, waitingIn } from '../records.ts'
import { mailAbout } from '../recover.ts'
import { storesOf } from '../same-stores.ts'
import { makeCli } from './run-cli.ts'

test('users erase does nothing without its confirmation', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await signUp(server)
  for (const args of [
    ['users', 'erase', ana.email],
    ['users', 'erase', ana.email, '--now'],
  ]) {
    const { code, stderr } = await cli(args)
    assert.equal(code, 2, stderr)
    assert.match(stderr, /--yes/)
  }
  assert.equal((await ana.profile()).status, 200)
  assert.equal((await cli(['users', 'erase', 'nobody@example.com', '--yes'])).code, 1)
})

test('users erase begins what its owner would begin, and its owner can keep the account', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await signUp(server)
  const begun = await cli(['users', 'erase', ana.username, '--yes', '--json'])
  assert.deepEqual([begun.code, begun.json().id, begun.json().changed], [0, ana.id, true], begun.stderr)
  assert.equal((await ana.profile()).status, 401)
  assert.equal((await ana.login()).status, 401)
  const first = tokenIn(await mailAbout(server, ana.email, 'will be erased'))
  server.clock.advance({ days: 5 })
  assert.equal((await cli(['users', 'erase', ana.id, '--yes'])).code, 0, 'once more')
  assert.equal((await keep(server, first)).status, 400, 'a newer link counts')
  const { askedAt, dueAt } = await erasureOf()
  assert.equal(dueAt.getTime() - askedAt.getTime(), 14 * 86_400_000, 'a wish repeated stretches nothing')
  assert.equal((await keep(server, tokenIn(await mailAbout(server, ana.email, 'will be erased')))).status, 200)
  assert.equal((await ana.login()).status, 200)

  async function erasureOf() {
    const rows = server.app.db.selectFrom('erasure').select(['asked_at as askedAt', 'due_at as dueAt'])
    return rows.executeTakeFirstOrThrow()
  }
})

test('an account that was off before stays off when it is kept; users enable ends the wait too', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await signUp(server)
  await cli(['users', 'disable', ana.id])
  await cli(['users', 'erase', ana.id, '--yes'])
  assert.equal((await keep(server, tokenIn(await mailAbout(server, ana.email, 'will be erased')))).status, 200)
  assert.equal((await ana.login()).status, 401)
  await cli(['users', 'erase', ana.id, '--yes'])
  assert.equal((await cli(['users', 'enable', ana.id])).code, 0)
  server.clock.advance({ days: 20 })
  await cleanUp(server.app)
  assert.equal((await ana.login()).status, 200)
})

test('users erase --now: no way back, and gone when its access tokens have run out', async (t) => {
  const server = await startServer(t)
  const cli = makeCli(storesOf(server))
  const ana = await signUp(server)
  await cli(['users', 'erase', ana.id, '--yes'])
  const link = tokenIn(await mailAbout(server, ana.email, 'will be erased'))
  assert.equal((await cli(['users', 'erase', ana.id, '--now', '--yes'])).code, 0)
  assert.equal((await keep(server, link)).status, 400)
  assert.ok((await auditOf(server.app, ana.id)).some(({ name }) => name === 'account.erasure_asked'))
  server.clock.advance({ minutes: 14 })
  await cleanUp(server.app)
  assert.equal(await isThere(server, ana.id), true, 'the list of ended sessions still needs its sessions')
  server.clock.advance({ minutes: 2 })
  await cleanUp(server.app)
  assert.equal(await isThere(server, ana.id), false)
  if (server.app.redis) {
    const facts = { user_id: ana.id, reason: 'requested_by_operator' }
    assert.deepEqual((await waitingIn(server.app, 'event')).at(-1)?.facts, facts)
  }
})
