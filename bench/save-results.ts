import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Prints a report and leaves it in `bench/results`, with what it was made from. */
export function saveResults(kind: string, report: string, results: object): void {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const name = `${kind}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`)
  writeFileSync(join(folder, `${name}.md`), `${report}\n`)
  process.stdout.write(`${report}\n`)
}
