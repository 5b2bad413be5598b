import { globSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { makeChildren } from './testing/children.ts'
import { root } from './testing/plan.ts'
import { runTests } from './testing/run-tests.ts'
import { combinations, makeStores, type StoreEnvironment } from './testing/stores.ts'

// npm run test:faults [-- --only kills --only soak] [--store postgres] [--soak-minutes 120] [--kills 200]
// The long form of server/test/faults: hundreds of kills, hours of soak, and times judged, on a machine that does nothing
// else. One suite after the other; each says what it has shown. Whatever it starts listens on loopback and ends with it.
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    store: { type: 'string', multiple: true, default: [] },
    'soak-minutes': { type: 'string', default: '120' },
    kills: { type: 'string', default: '200' },
  },
})
const minutes = Number(values['soak-minutes'])
if (!(minutes > 0 && minutes <= 10_080)) throw new TypeError('--soak-minutes is a number up to a week')
const kills = Number(values.kills)
if (!(kills >= 1 && kills <= 10_000)) throw new TypeError('--kills is a number from 1 to 10000')
const chosen = combinations.filter((name) => values.store.length === 0 || values.store.includes(name))
const files = globSync('server/test/faults/*.test.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => values.only.length === 0 || values.only.some((name) => path.endsWith(`/${name}.test.ts`)))
  .toSorted()
if (chosen.length === 0 || files.length === 0) {
  const names = globSync('*.test.ts', { cwd: `${root}/server/test/faults` }).map((name) => name.replace('.test.ts', ''))
  throw new TypeError(`--store is one of ${combinations.join(', ')}, and --only one of ${names.toSorted().join(', ')}`)
}

/** Beyond the soak, two hundred restarts on a slow machine are what takes longest. */
const patienceMs = Math.max(minutes * 60_000 + 600_000, 3_600_000)
const stop = new AbortController()
const children = makeChildren()
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())
try {
  const stores = makeStores(children)
  for (const combination of chosen) await runAll(await stores.open(combination))
} finally {
  await children.endAll()
}

/** One file after the other, so that none takes the machine from another. */
async function runAll(opened: StoreEnvironment): Promise<void> {
  const environment = {
    ...opened,
    FAULTS: 'long',
    FAULTS_KILLS: String(kills),
    FAULTS_SOAK_SECONDS: String(minutes * 60),
    TEST_FILE_LIMIT_MS: String(patienceMs + 60_000),
  }
  for (const file of files) {
    if (stop.signal.aborted) return
    console.log(`\n── ${file} on ${opened.TEST_STORE}`)
    const { ok } = await runTests({ files: [file], environment, name: undefined, signal: stop.signal, patienceMs })
    if (!ok) process.exitCode = 1
  }
}
