import { parseArgs } from 'node:util'
import { type Children, makeChildren } from '../scripts/testing/children.ts'
import { measureStore, type StoreResult } from './measure-store.ts'
import { operationNames } from './operations.ts'
import { thisMachine, writeReport } from './report.ts'
import { saveResults } from './save-results.ts'
import { makeDatabase, openPostgres, openRedis, type StoreName, storeNames } from './stores.ts'

// npm run bench [-- --quick] [--store sqlite|postgres|postgres-redis] [--seconds 3] [--only profile,login] [--without-peer]
// Measures the service on each store beside better-auth and leaves the tables in bench/results: in about ten minutes, or
// with --quick in about three, one second an operation.
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    store: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: operationNames.join() },
    'without-peer': { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds ?? (values.quick ? 1 : 3))
if (!(seconds >= 1 && seconds <= 10)) throw new TypeError('--seconds is a number from 1 to 10')
const chosen = storeNames.filter((name) => values.store === undefined || values.store === name)
if (chosen.length === 0) throw new TypeError(`--store is one of ${storeNames.join(', ')}`)

const only = values.only.split(',')
const strange = only.filter((name) => !operationNames.some((known) => known === name))
if (strange.length > 0) throw new TypeError(`--only names some of ${operationNames.join()}, not ${strange.join()}`)

const children = makeChildren()
try {
  const results: StoreResult[] = []
  for (const name of chosen) results.push(...(await measureOrLeaveOut(name)))
  const machine = thisMachine(seconds)
  saveResults('bench', writeReport(machine, results), { machine, results })
} finally {
  await children.endAll()
}

/** A machine that lacks a store still measures the others. */
async function measureOrLeaveOut(name: StoreName): Promise<readonly StoreResult[]> {
  try {
    return [await measure(children, name)]
  } catch (error) {
    if (name === 'sqlite') throw error
    process.stderr.write(`${name} is left out: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
    return []
  } finally {
    await children.endAll()
  }
}

async function measure(ours: Children, name: StoreName): Promise<StoreResult> {
  const rest = { seconds, only, withPeer: !values['without-peer'] }
  if (name === 'sqlite') return measureStore(ours, { store: 'SQLite', stores: [], ...rest })
  const database = await openPostgres(ours)
  const databaseUrl = await makeDatabase(database.url)
  if (name === 'postgres') {
    const peerUrl = await makeDatabase(database.url)
    const stores = database.pids
    return measureStore(ours, { store: 'PostgreSQL', databaseUrl, peerUrl, stores, ...rest })
  }
  const redis = await openRedis(ours)
  const stores = [...database.pids, ...redis.pids]
  const plan = { ...rest, databaseUrl, redisUrl: redis.url, stores, withPeer: false }
  return measureStore(ours, { store: 'PostgreSQL and Redis', ...plan })
}
