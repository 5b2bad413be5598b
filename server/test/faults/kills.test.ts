import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { type ChildService, startChild } from '../child-service.ts'
import { makeCli } from '../cli/run-cli.ts'
import type { Client } from '../client.ts'
import { startServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { act, verify } from './restless.ts'
import { isShutOut, makeRestless, type Restless } from './restless-person.ts'
import { graceSeconds, kills, long } from './scale.ts'
import { makeWorld, type World } from './world.ts'

const people = long ? 12 : 4
/** Who comes in the place of one that is shut out. */
const spares = long ? 24 : 4
/** Enough for everybody to look at what they have and to do something. */
const answersBetween = long ? people * 15 : 60

/** No budget stands in the way of people who never rest, and a lost answer may be asked for again after a slow start. */
const patient = {
  MAX_LOGIN_ATTEMPTS: '100',
  MAX_SESSIONS: '1000',
  REFRESH_REUSE_GRACE: `${graceSeconds}`,
  REAUTH_LIFETIME: '1440',
  ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}),
}

/** A service that is killed in the middle of its work and started again. */
async function startMortal(t: TestContext, settings: Record<string, string>) {
  let current = Promise.withResolvers<ChildService>()
  let answers = 0
  let due = Number.POSITIVE_INFINITY
  let reached = Promise.withResolvers<void>()
  current.resolve(await startChild(t, settings))
  return {
    reach: async (): Promise<Client> => (await current.promise).client(),
    onAnswer(): void {
      answers += 1
      if (answers >= due) reached.resolve()
    },
    /** Pulls the plug when so many more answers have come. */
    async killAfter(more: number): Promise<void> {
      reached = Promise.withResolvers<void>()
      due = answers + more
      await reached.promise
      const child = await current.promise
      current = Promise.withResolvers()
      await child.kill()
    },
    /** Does not wait for more answers. */
    hurry: (): void => reached.resolve(),
    restart: async (): Promise<void> => current.resolve(await startChild(t, settings)),
  }
}

test(`${kills} SIGKILLs under load: nothing acknowledged is lost, nothing is used twice, nothing dead lives`, async (t) => {
  const server = await startServer(t, patient)
  const everybody: Restless[] = []
  for (let i = 0; i < people; i++) everybody.push(await makeRestless(server, i % 3 === 0))
  // Now, since the other service is going to send the mails of both.
  const waiting: Restless[] = []
  for (let i = 0; i < spares; i++) waiting.push(await makeRestless(server, true))
  const folder = join(server.app.config.dataDir, 'mails')
  const mortal = await startMortal(t, {
    ...storesOf(server),
    ...patient,
    EMAIL_BACKEND: 'file',
    EMAIL_FILE_PATH: folder,
  })
  const world = makeWorld(mortal.reach, folder, mortal.onAnswer)
  let round = 0
  let failed = false
  const lane = async (first: Restless): Promise<void> => {
    let one = first
    for (let verified = 0; verified < kills; ) {
      if (isShutOut(one)) {
        const next = waiting.pop()
        assert.ok(next, `nobody is left to come after ${everybody.length}`)
        one = next
        everybody.push(one)
      }
      for (let acts = 0; acts < 3 || verified === round; acts++) await act(world, one)
      verified = round
      await verify(world, one)
    }
  }
  const lanes = Promise.all(everybody.map(lane))
  const killing = (async () => {
    for (; round < kills && !failed; round++) {
      await mortal.killAfter(1 + Math.floor(Math.random() * answersBetween))
      await mortal.restart()
    }
  })()
  try {
    await Promise.race([Promise.all([lanes, killing]), lanes.then(() => killing)])
  } finally {
    failed = round < kills
    if (failed) world.close()
    mortal.hurry()
    // Or a service that is just being started outlives the test.
    await killing.catch(() => undefined)
  }
  for (const one of everybody) await verify(world, one, true)
  await assertWhole(server.app.db, storesOf(server))
  tell(t, world, everybody)
})

async function assertWhole(db: Parameters<ReturnType<typeof sql>['execute']>[0], stores: Record<string, string>) {
  if (store === 'sqlite') {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
    assert.equal(rows[0]?.integrity_check, 'ok')
  }
  const verdict = await makeCli(stores)(['audit', 'verify', '--json'])
  assert.equal(verdict.code, 0, `the audit log: ${verdict.stdout}${verdict.stderr}`)
}

function tell(t: TestContext, world: World, everybody: readonly Restless[]): void {
  const count = (of: (one: Restless) => readonly unknown[]) => everybody.reduce((sum, one) => sum + of(one).length, 0)
  t.diagnostic(`answers: ${JSON.stringify(world.tally())}`)
  t.diagnostic(`${everybody.length - people} were shut out and followed by another`)
  t.diagnostic(
    `none lost or revived: ${count((one) => one.sessions)} sessions, ${count((one) => one.deadPasswords)} former passwords, ` +
      `${count((one) => one.registered)} registrations; none used twice: ${count((one) => one.usedLinks)} links, ` +
      `${count((one) => one.usedCodes)} codes`,
  )
}
