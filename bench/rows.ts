import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeChildren } from '../scripts/testing/children.ts'
import { gather, signUpPeople } from './people.ts'
import { readSizes, type TableSize } from './read-sizes.ts'
import { thisMachine } from './report.ts'
import { saveResults } from './save-results.ts'
import { seedAccounts } from './seed-accounts.ts'
import { type Place, startService } from './service.ts'
import { makeDatabase, openPostgres } from './stores.ts'
import { count, table } from './write-table.ts'

// npm run bench:rows [-- --accounts 20000] [-- --people 200]
// Measures what a row of each table takes on disk, with its indexes, on SQLite and on PostgreSQL: people who sign up and in
// through the API leave rows in all tables that they use, and copies of the first make the large tables large.
const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '20000' }, people: { type: 'string', default: '200' } },
})
const accounts = Number(values.accounts)
const people = Number(values.people)
if (!(accounts >= 1000 && accounts < 1e7)) throw new TypeError('--accounts is a number from 1000 to 9999999')
if (!(people >= 10 && people <= 5000)) throw new TypeError('--people is a number from 10 to 5000')

type Result = { readonly store: string; readonly tables: readonly TableSize[] }

const children = makeChildren()
try {
  const results = [await measure('SQLite', undefined)]
  const postgres = await openPostgres(children).catch((error: Error) => error)
  if (postgres instanceof Error) process.stderr.write(`PostgreSQL is left out: ${postgres.message}\n`)
  else results.push(await measure('PostgreSQL', await makeDatabase(postgres.url)))
  saveResults('rows', report(results), { machine: thisMachine(0), accounts, people, results })
} finally {
  await children.endAll()
}

async function measure(store: string, databaseUrl: string | undefined): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-bench-'))
  const place: Place = { folder, databaseUrl, redisUrl: undefined }
  try {
    process.stderr.write(`${store}: ${people} people sign up and in\n`)
    const service = await startService(children, place)
    const emails = await signUpPeople(service.origin, place, people)
    await gather(service.origin, place, emails)
    await service.stop()
    process.stderr.write(`${store}: ${accounts} copies\n`)
    await seedAccounts(place, { from: 1, to: accounts })
    return { store, tables: await readSizes(place) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(results: readonly Result[]): string {
  const parts = results.map(({ store, tables }) => {
    const shown = tables.filter(({ rows }) => rows >= people / 2)
    const lines = shown.map(({ name, rows, tableBytes, indexBytes }) => [
      name,
      count(rows),
      count(tableBytes / rows),
      count(indexBytes / rows),
      count((tableBytes + indexBytes) / rows),
    ])
    return `## ${store}\n\n${table(['Table', 'Rows', 'Bytes a row', 'Of its indexes', 'Together'], lines)}`
  })
  return `# Bytes of a row\n\n${parts.join('\n\n')}`
}
