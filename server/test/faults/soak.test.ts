import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { nodeOptions } from '../../../scripts/testing/node-options.ts'
import { cleanUp } from '../../src/worker.ts'
import { type ChildService, startChild } from '../child-service.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'
import { act, verify } from './restless.ts'
import { makeRestless, type Restless } from './restless-person.ts'
import { graceSeconds, soakSeconds } from './scale.ts'
import { makeWorld } from './world.ts'

const metricsToken = 'a token of tests that opens the metrics'
const patient = {
  MAX_LOGIN_ATTEMPTS: '100',
  REFRESH_REUSE_GRACE: `${graceSeconds}`,
  REAUTH_LIFETIME: '1440',
  MAX_SESSIONS: '1000',
}

/** In a run too short for it memory still grows by what is loaded and compiled, so that only a leak by the second shows. */
const mostGrowth = soakSeconds >= 3600 ? 0.07 : 0.5
const samplesWanted = 60

type Sample = { memory: number; heap: number; descriptors: number }

async function sampleOf({ origin }: ChildService): Promise<Sample> {
  const answer = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
  const text = await answer.text()
  const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
  return {
    memory: read('process_resident_memory_bytes'),
    heap: read('nodejs_heap_size_used_bytes'),
    // Only Linux tells.
    descriptors: read('process_open_fds'),
  }
}

/**
 * By how much the least of the last third lies above the least of the first, as a part of that. What is garbage rises and
 * falls, as often as the machine is quick; the lows tell what stays.
 */
function growthOf(samples: readonly Sample[], what: keyof Sample): number {
  const part = Math.ceil(samples.length / 3)
  const lowOf = (some: readonly Sample[]) => Math.min(...some.map((one) => one[what]))
  const [before, after] = [lowOf(samples.slice(0, part)), lowOf(samples.slice(-part))]
  return before === 0 ? 0 : (after - before) / before
}

/** Names of what may stay when everything that can end has ended. */
const lasting =
  /^(account|password|factor|backup_code|device|session_sample|signing_key|audit_(key|checkpoint|event)|kysely_.*)$/

async function tableSizes({ app }: TestServer): Promise<Record<string, number>> {
  const tables = await app.db.introspection.getTables({ withInternalKyselyTables: false })
  const sizes: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(app.db)
    sizes[name] = Number(rows[0]?.count)
  }
  return sizes
}

test(`${soakSeconds} s of everything: memory and descriptors stay, and tables shrink to what lasts`, async (t) => {
  const server = await startServer(t, patient)
  const everybody: Restless[] = []
  for (let i = 0; i < 6; i++) everybody.push(await makeRestless(server, i % 3 === 0))
  const mails = join(server.app.config.dataDir, 'mails')
  const collectOften = `--import=${join(import.meta.dirname, 'collect-often.ts')}`
  const asStarted = { NODE_OPTIONS: [...nodeOptions, collectOften].join(' ') }
  const settings = { ...storesOf(server), ...patient, ...asStarted, METRICS_TOKEN: metricsToken }
  const child = await startChild(t, { ...settings, EMAIL_BACKEND: 'file', EMAIL_FILE_PATH: mails })
  const world = makeWorld(async () => child.client(), mails)
  const began = performance.now()
  const isOver = () => performance.now() - began > soakSeconds * 1000
  const samples: Sample[] = []
  const sampling = async (): Promise<void> => {
    while (!isOver()) {
      samples.push(await sampleOf(child))
      await pause((soakSeconds * 1000) / samplesWanted)
    }
  }
  const lane = async (one: Restless): Promise<void> => {
    while (!isOver()) {
      await act(world, one)
      await pause(10)
    }
  }
  await Promise.all([sampling(), ...everybody.map(lane)])
  for (const one of everybody) await verify(world, one)
  child.terminate()
  assert.equal(await child.ended, 0)
  tellAndJudge(t, samples)
  const before = await tableSizes(server)
  server.clock.advance({ days: 400 })
  await server.settle()
  while ((await cleanUp(server.app)) > 0);
  // Who was given up meanwhile is told of to other services.
  await server.settle()
  const after = await tableSizes(server)
  t.diagnostic(`answers: ${JSON.stringify(world.tally())}`)
  t.diagnostic(
    `rows: ${Object.entries(before)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `${name} ${n} -> ${after[name]}`)
      .join(', ')}`,
  )
  const left = Object.entries(after).filter(([name, rows]) => rows > 0 && !lasting.test(name))
  assert.deepEqual(left, [], 'what has ended is removed')
})

function tellAndJudge(t: TestContext, samples: readonly Sample[]): void {
  // What comes first is warming up.
  const kept = samples.slice(Math.floor(samples.length / 3))
  const mib = (bytes: number | undefined) => `${((bytes ?? 0) / 2 ** 20).toFixed()} MiB`
  const [memory, heap, descriptors] = [growthOf(kept, 'memory'), growthOf(kept, 'heap'), growthOf(kept, 'descriptors')]
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  t.diagnostic(
    `${store}: memory ${mib(kept[0]?.memory)} -> ${mib(kept.at(-1)?.memory)} (${percent(memory)}), heap ${percent(heap)}, ` +
      `descriptors ${kept[0]?.descriptors} -> ${kept.at(-1)?.descriptors} (${percent(descriptors)})`,
  )
  assert.ok(memory < mostGrowth, `memory grew by ${percent(memory)}`)
  assert.ok(heap < mostGrowth, `the heap grew by ${percent(heap)}`)
  assert.ok(descriptors < mostGrowth, `descriptors grew by ${percent(descriptors)}`)
}
