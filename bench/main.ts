import { parseArgs } from 'node:util'
import { makeChildren } from '../scripts/testing/children.ts'
import { measureScale } from './measure-scale.ts'
import { measureStore, type Plan } from './measure-store.ts'
import { operationNames } from './operations.ts'
import { thisMachine, writeReport } from './report.ts'
import { writeScaleReport } from './report-scale.ts'
import { saveResults } from './save-results.ts'
import { makeDatabase, openPostgres, openRedis, type StoreName, storeNames } from './stores.ts'

// npm run bench [-- --quick] [--store sqlite|postgres|postgres-redis] [--seconds 3] [--only profile,login] [--without-peer]
// npm run bench -- --scale [--accounts 10000,100000,1000000]
// Measures the service on each store beside better-auth and leaves the tables in bench/results: in about ten minutes, or
// with --quick in about three, one second an operation. With --scale it measures how the cost grows with the accounts,
// in about ten minutes a store, rounds of two seconds an operation.
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    store: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: operationNames.join() },
    scale: { type: 'boolean', default: false },
    accounts: { type: 'string', default: '10000,100000,1000000' },
    'without-peer': { type: 'boolean', default: false },
  },
})
const usualSeconds = values.scale ? 2 : 3
const seconds = Number(values.seconds ?? (values.quick ? 1 : usualSeconds))
if (!(seconds >= 1 && seconds <= 10)) throw new TypeError('--seconds is a number from 1 to 10')
const chosen = storeNames.filter((name) => values.store === undefined || values.store === name)
if (chosen.length === 0) throw new TypeError(`--store is one of ${storeNames.join(', ')}`)

const only = values.only.split(',')
const strange = only.filter((name) => !operationNames.some((known) => known === name))
if (strange.length > 0) throw new TypeError(`--only names some of ${operationNames.join()}, not ${strange.join()}`)

const sizes = values.accounts.split(',').map(Number)
if (sizes.some((size, at) => !(size >= 1000 && size < 1e7 && size > (sizes[at - 1] ?? 0)))) {
  throw new TypeError('--accounts are rising numbers from 1000 to 9999999')
}

const children = makeChildren()
try {
  const machine = thisMachine(seconds)
  if (values.scale) {
    const results = await measureEach((plan) => measureScale(children, plan, sizes))
    saveResults('scale', writeScaleReport(machine, results), { machine, results })
  } else {
    const results = await measureEach((plan) => measureStore(children, plan))
    saveResults('bench', writeReport(machine, results), { machine, results })
  }
} finally {
  await children.endAll()
}

/** A machine that lacks a store still measures the others, and says so. */
async function measureEach<R>(measure: (plan: Plan) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (const name of chosen) {
    try {
      results.push(await measure(await openStore(name)))
    } catch (error) {
      if (name === 'sqlite') throw error
      process.stderr.write(`${name} is left out: ${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 1
    } finally {
      await children.endAll()
    }
  }
  return results
}

/** Starts what a store needs; the peer, which knows no Redis, is measured once on each database. */
async function openStore(name: StoreName): Promise<Plan> {
  const withPeer = !values['without-peer']
  if (name === 'sqlite') return { store: 'SQLite', stores: [], seconds, only, withPeer }
  const database = await openPostgres(children)
  const databaseUrl = await makeDatabase(database.url)
  const rest = { databaseUrl, seconds, only }
  if (name === 'postgres') {
    const peerUrl = await makeDatabase(database.url)
    return { ...rest, store: 'PostgreSQL', peerUrl, stores: database.pids, withPeer }
  }
  const redis = await openRedis(children)
  const stores = [...database.pids, ...redis.pids]
  return { ...rest, store: 'PostgreSQL and Redis', redisUrl: redis.url, stores, withPeer: false }
}
