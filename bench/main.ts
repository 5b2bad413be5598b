import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Children, makeChildren } from '../scripts/testing/children.ts'
import { startPostgres } from '../scripts/testing/postgres.ts'
import { measureStore, type StoreResult } from './measure-store.ts'
import { thisMachine, writeReport } from './report.ts'

// npm run bench [-- --store sqlite|postgres] [--seconds 6]
// Measures one process of the service on each store, in about three minutes, and leaves the results in bench/results.
const { values } = parseArgs({
  options: { store: { type: 'string' }, seconds: { type: 'string', default: '6' } },
})
const seconds = Number(values.seconds)
if (!(seconds >= 1 && seconds <= 10)) throw new TypeError('--seconds is a number from 1 to 10')

const children = makeChildren()
try {
  const results: StoreResult[] = []
  if (values.store !== 'postgres') results.push(await measureSqlite(children))
  if (values.store !== 'sqlite') results.push(...(await measurePostgres(children)))
  save(results)
} finally {
  await children.endAll()
}

function measureSqlite(children: Children): Promise<StoreResult> {
  return measureStore(children, { store: 'SQLite', databaseUrl: undefined, seconds })
}

/** PostgreSQL as it is by default, where this machine can run one: each commit is on disk before it is acknowledged. */
async function measurePostgres(children: Children): Promise<readonly StoreResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-bench-postgres-'))
  try {
    const databaseUrl = await startPostgres(children, folder, 'durable')
    const result = await measureStore(children, { store: 'PostgreSQL', databaseUrl, seconds })
    await children.endAll()
    return [result]
  } catch (error) {
    process.stderr.write(`PostgreSQL is left out: ${error instanceof Error ? error.message : String(error)}\n`)
    return []
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function save(results: readonly StoreResult[]): void {
  const machine = thisMachine()
  const report = writeReport(machine, results)
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const name = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ machine, results }, undefined, 2)}\n`)
  writeFileSync(join(folder, `${name}.md`), `${report}\n`)
  process.stdout.write(`${report}\n`)
}
