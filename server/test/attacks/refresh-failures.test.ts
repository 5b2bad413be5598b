import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { type Actor, signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { startChild } from '../child-service.ts'
import type { Client } from '../client.ts'
import { type Gate, makeGate } from '../gate.ts'
import { atOnce, statuses } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

const renew = (client: Client, refresh: string) => client.post('/api/auth/refresh/', { refresh })

test('attack 70: what was used before a power cut is used after it, and nothing else is', async (t) => {
  const server = await startServer(t)
  const settings = { ...storesOf(server), REFRESH_REUSE_GRACE: '0' }
  const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
  const before = await startChild(t, settings)
  const [rotated, next] = [await renew(before.client(), ana.refresh), await renew(before.client(), ben.refresh)]
  assert.deepEqual(statuses([rotated, next]), [200, 200])
  await before.kill()
  const after = await startChild(t, settings)
  assert.equal((await renew(after.client(), ana.refresh)).status, 401, 'it is theft')
  assert.equal((await renew(after.client(), rotated.body.refresh)).status, 401, 'and its successor ended with it')
  assert.equal((await after.client().as(rotated.body.access).get('/api/auth/profile/')).status, 401)
  assert.equal((await renew(after.client(), next.body.refresh)).status, 200)
  await after.kill()
})

/** The stores of a service whose database can be taken away, and the ways to take it and to give it back. */
type Failing = { server: TestServer; take: () => Promise<void>; giveBack: () => Promise<void> }

async function startFailing(t: TestContext): Promise<Failing> {
  const first = await startServer(t)
  const { database } = first.app.config
  if (database.engine === 'sqlite') {
    const other = new DatabaseSync(database.file)
    atEnd(t, () => other.close())
    const take = async () => other.exec('BEGIN IMMEDIATE')
    return { server: first, take, giveBack: async () => other.exec('ROLLBACK') }
  }
  const url = new URL(database.url)
  const gate: Gate = await makeGate(t, Number(url.port))
  url.port = String(gate.port)
  const server = await startServer(t, { ...storesOf(first), DATABASE_URL: url.href })
  return { server, take: gate.shut, giveBack: gate.open }
}

async function sessionOf({ app }: TestServer, { id }: Actor) {
  return app.db.selectFrom('session').select(['generation', 'revoked_at']).where('account_id', '=', id).execute()
}

test('attacks 71 and 73: a refresh or sign-out that the database fails is told so, counts for nothing, and can be sent again', async (t) => {
  const { server, take, giveBack } = await startFailing(t)
  const ana = await signUp(server)
  const client = server.client()
  await take()
  const out = client.post('/api/auth/logout/', { refresh: ana.refresh })
  const failed = await atOnce(3, () => renew(client, ana.refresh))
  assert.deepEqual(statuses([...failed, await out]), [503, 503, 503, 503], 'no silent failure of a revocation')
  await giveBack()
  await until('readiness', async () => ((await client.get('/readyz')).status === 200 ? true : undefined))
  const [session] = await sessionOf(server, ana)
  assert.deepEqual([session?.generation, session?.revoked_at], [1, null])
  assert.equal((await renew(client, ana.refresh)).status, 200)
  assert.equal((await renew(client, ana.refresh)).status, 200, 'and once more, as after an answer that was lost')
  assert.equal((await client.post('/api/auth/logout/', { refresh: ana.refresh })).status, 205)
  assert.notEqual((await sessionOf(server, ana))[0]?.revoked_at, null)
})
