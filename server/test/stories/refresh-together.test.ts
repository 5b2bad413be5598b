import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import type { App } from '../../src/platform/app.ts'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { claimsOf } from '../golden/forged-token.ts'
import { statuses } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const onlyPostgres = store === 'sqlite' && 'on SQLite one writes after the other'

/** One person with so many sessions. */
async function onDevices(server: TestServer, count: number): Promise<readonly Actor[]> {
  const first = await signUp(server)
  const others = Array.from({ length: count - 1 }, () => onAnotherDevice(server, first))
  assert.deepEqual(new Set(statuses(await Promise.all(others.map((one) => one.login())))), new Set([200]))
  return [first, ...others]
}

const sessionOf = ({ access }: Actor): string => String(claimsOf(access).sid)

async function generationsOf({ db }: App): Promise<readonly number[]> {
  const rows = await db.selectFrom('session').select('generation').execute()
  return rows.map(({ generation }) => generation)
}

/** How many statements wait for a row that somebody else is changing. */
async function waitingFor({ db }: App): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]?.count ?? 0
}

type Change = { revoked_at?: Date; last_seen_at?: Date }

/** Changes the row of somebody's session and keeps it so until `end` is called, which commits. */
async function holdRow(t: TestContext, { app }: TestServer, [actor, change]: readonly [Actor, Change]) {
  const [held, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const act = app.transaction(async (tx) => {
    await tx.updateTable('session').set(change).where('id', '=', sessionOf(actor)).execute()
    held.resolve()
    await ended.promise
  })
  await Promise.race([held.promise, act])
  const end = async (): Promise<void> => {
    ended.resolve()
    await act
  }
  atEnd(t, end)
  return end
}

test('many sessions refresh at once, again and again: each gets its own next pair', async (t) => {
  const server = await startServer(t)
  const actors = await onDevices(server, 16)
  for (let generation = 2; generation <= 4; generation++) {
    const before = actors.map(sessionOf)
    const answers = await Promise.all(actors.map((one) => one.renew()))
    assert.deepEqual(
      statuses(answers),
      actors.map(() => 200),
    )
    assert.deepEqual(actors.map(sessionOf), before)
    assert.deepEqual(new Set(await generationsOf(server.app)), new Set([generation]))
  }
  assert.deepEqual(
    statuses(await Promise.all(actors.map((one) => one.profile()))),
    actors.map(() => 200),
  )
})

test('one token many times at once beside others: one step for each session, and nobody is thrown out', async (t) => {
  const server = await startServer(t)
  const [ana, ...others] = await onDevices(server, 6)
  assert.ok(ana)
  const { refresh } = ana
  const same = Array.from({ length: 8 }, () => server.client().post('/api/auth/refresh/', { refresh }))
  const answers = await Promise.all([...same, ...others.map((one) => one.renew())])
  assert.deepEqual(new Set(statuses(answers)), new Set([200]))
  assert.deepEqual(await generationsOf(server.app), [2, 2, 2, 2, 2, 2])
})

test('a session that somebody else is changing keeps no other waiting, and is refreshed after that', {
  skip: onlyPostgres,
}, async (t) => {
  const server = await startServer(t)
  const [ana, ...others] = await onDevices(server, 6)
  assert.ok(ana)
  const release = await holdRow(t, server, [ana, { last_seen_at: server.clock.now() }])
  const late = ana.renew()
  assert.deepEqual(
    statuses(await Promise.all(others.map((one) => one.renew()))),
    others.map(() => 200),
  )
  await until('the refresh to wait', async () => ((await waitingFor(server.app)) === 1 ? true : undefined))
  // More of them come and go meanwhile.
  assert.deepEqual(
    statuses(await Promise.all(others.map((one) => one.renew()))),
    others.map(() => 200),
  )
  await release()
  assert.equal((await late).status, 200)
  assert.equal((await ana.profile()).status, 200)
})

test('a session that is being ended is not refreshed, and those beside it are', { skip: onlyPostgres }, async (t) => {
  const server = await startServer(t)
  const [ana, ...others] = await onDevices(server, 4)
  assert.ok(ana)
  const end = await holdRow(t, server, [ana, { revoked_at: server.clock.now() }])
  const late = ana.renew()
  assert.deepEqual(
    statuses(await Promise.all(others.map((one) => one.renew()))),
    others.map(() => 200),
  )
  await until('the refresh to wait', async () => ((await waitingFor(server.app)) === 1 ? true : undefined))
  await end()
  assert.equal((await late).status, 401)
  assert.deepEqual((await generationsOf(server.app)).toSorted(), [1, 2, 2, 2])
})

test('a deactivated person and an ended session are refused among those that are refreshed', async (t) => {
  const server = await startServer(t)
  const [ana, ben, eve] = [await signUp(server, 'ana'), await signUp(server, 'ben'), await signUp(server, 'eve')]
  const { app } = server
  await app.db.updateTable('account').set({ is_active: false }).where('id', '=', ben.id).execute()
  await app.db.updateTable('session').set({ revoked_at: app.now() }).where('account_id', '=', eve.id).execute()
  assert.deepEqual(statuses(await Promise.all([eve, ana, ben].map((one) => one.renew()))), [401, 200, 401])
})
