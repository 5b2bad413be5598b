import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { makeChildren } from '../../../scripts/testing/children.ts'
import { startPair } from '../../../scripts/testing/postgres-pair.ts'
import { signUp } from '../actors.ts'
import { atEnd } from '../at-end.ts'
import { startChild } from '../child-service.ts'
import { type Gate, makeGate } from '../gate.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'
import { act, verify } from './restless.ts'
import { makeRestless, type Restless } from './restless-person.ts'
import { graceSeconds, long } from './scale.ts'
import { makeWorld } from './world.ts'

const onPostgres = { skip: store === 'postgres' ? false : 'once is enough, and this store is another' }

const patient = {
  MAX_LOGIN_ATTEMPTS: '100',
  MAX_SESSIONS: '1000',
  REFRESH_REUSE_GRACE: `${graceSeconds}`,
  REAUTH_LIFETIME: '1440',
}

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** A balancer that errs: reads of a standby may be of the past, so it is asked nothing. */
async function assertNoStandby(server: TestServer, gate: Gate, ports: { primary: number; standby: number }) {
  const ana = await signUp(server)
  await gate.shut()
  gate.turnTo(ports.standby)
  await gate.open()
  for (const answer of [await ana.profile(), await ana.renew()]) assert.equal(answer.status, 503, answer.text)
  gate.turnTo(ports.primary)
  for (const answer of [await ana.profile(), await ana.renew()]) assert.equal(answer.status, 200, answer.text)
}

test(
  'the primary is killed under load and its standby promoted: nobody is signed out, nothing acknowledged is lost',
  onPostgres,
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'kalosphere-pair-'))
    atEnd(t, () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
    const children = makeChildren()
    atEnd(t, children.endAll)
    const { primary, standby } = await startPair(children, folder)
    // Stands for HAProxy, a floating address or a name: what leads to the primary of the moment.
    const gate = await makeGate(t, primary.port)
    const url = Object.assign(new URL(primary.url), { port: String(gate.port) }).href
    const server = await startServer(t, { ...patient, DATABASE_URL: url, DB_POOL_SIZE: '5' })
    await assertNoStandby(server, gate, { primary: primary.port, standby: standby.port })
    const everybody: Restless[] = []
    for (let i = 0; i < (long ? 12 : 4); i++) everybody.push(await makeRestless(server, i % 4 === 0))
    const mails = join(server.app.config.dataDir, 'mails')
    const settings = { ...storesOf(server), ...patient, EMAIL_BACKEND: 'file', EMAIL_FILE_PATH: mails }
    const child = await startChild(t, settings)
    let lastAnswer = performance.now()
    let longestGap = 0
    const noteAnswer = (): void => {
      longestGap = Math.max(longestGap, performance.now() - lastAnswer)
      lastAnswer = performance.now()
    }
    const world = makeWorld(async () => child.client(), mails, noteAnswer)
    const answers = () => Object.entries(world.tally()).reduce((sum, [what, n]) => (what < '500' ? sum + n : sum), 0)
    let over = false
    const lanes = everybody.map(async (one) => {
      while (!over) await act(world, one)
    })
    const some = async (more: number): Promise<void> => {
      const enough = answers() + more
      await until('answers', () => (answers() >= enough ? true : undefined))
    }
    const story = async (): Promise<void> => {
      await some(long ? 2000 : 60)
      longestGap = 0
      await primary.kill()
      gate.turnTo(standby.port)
      // For a time all there is is a server that only reads.
      await until('a refusal', () => ((world.tally()[503] ?? 0) > 3 ? true : undefined))
      await run(standby.url, 'select pg_promote()')
      await some(long ? 2000 : 60)
      over = true
    }
    await Promise.race([story(), Promise.all(lanes).then(() => assert.ok(over))])
    await Promise.all(lanes)
    for (const one of everybody) await verify(world, one, true)
    const ready = await child.client().get('/readyz')
    assert.equal(ready.status, 200, ready.text)
    assert.deepEqual(await run(standby.url, 'select pg_is_in_recovery() as reads'), [{ reads: false }])
    assert.ok(longestGap < 30_000, `nothing was answered for ${longestGap} ms`)
    t.diagnostic(`answers: ${JSON.stringify(world.tally())}; none for ${(longestGap / 1000).toFixed(1)} s`)
  },
)
