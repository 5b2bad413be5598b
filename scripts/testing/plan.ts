import { globSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { parseArgs } from 'node:util'
import { type Combination, combinations } from './stores.ts'

/** What one run does. */
export type Plan = {
  /** Format and types are looked at only when everything runs. */
  readonly checks: boolean
  readonly rules: readonly string[]
  /** Tests that need no store; they run once. */
  readonly unit: readonly string[]
  /** Tests that need a store; they run on each combination. */
  readonly store: readonly string[]
  readonly combinations: readonly Combination[]
  /** Stories in a real browser; they run once, behind all others. */
  readonly browser: readonly string[]
  /** Whether what this machine lacks is only told of: on a desk, where nobody asked for it by name. */
  readonly forgiving: { readonly store: boolean; readonly browser: boolean }
  readonly name: string | undefined
}

export const root = join(import.meta.dirname, '../..')

export const usage = `npm test                                   everything
npm test -- --only <file, folder or glob>  these tests only, without format and types (may be repeated)
npm test -- --store <combination>          on this one only: ${combinations.join(', ')} (may be repeated)
npm test -- --name <pattern>               tests whose name matches only`

/**
 * Reads the command line.
 * @returns the plan, or undefined where only help was asked for
 * @throws TypeError for an option, a store or a file that does not exist
 */
export function planRun(args: string[]): Plan | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      store: { type: 'string', multiple: true, default: [] },
      name: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  // A shell that expands `--only server/test/stories/*` leaves all names but the first as positionals.
  const wanted = [...values.only, ...positionals]
  const chosen = sortTests(listTests().filter((path) => wanted.length === 0 || wanted.some((one) => isIn(path, one))))
  if (Object.values(chosen).every((files) => files.length === 0))
    throw new TypeError(`No test is ${wanted.join(', ')}.`)
  const onDesk = process.env.CI !== 'true'
  return {
    ...chosen,
    checks: wanted.length === 0,
    combinations: chosenStores(values.store),
    forgiving: { store: onDesk && values.store.length === 0, browser: onDesk && wanted.length === 0 },
    name: values.name,
  }
}

function listTests(): string[] {
  const folders = ['server/src', 'server/test', 'client', 'web/src', 'scripts', 'bench', 'e2e']
  const found = folders.flatMap((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: root }))
  return found.map((path) => path.replaceAll('\\', '/')).sort()
}

/** Which tests need a store or a browser is told by where they stand and what they are called. */
export function sortTests(paths: readonly string[]): Pick<Plan, 'rules' | 'unit' | 'store' | 'browser'> {
  const needsBrowser = (path: string) => path.startsWith('e2e/')
  const isRule = (path: string) => path.startsWith('server/test/rules/')
  const needsStore = (path: string) => path.startsWith('server/test/') || path.endsWith('.store.test.ts')
  return {
    rules: paths.filter(isRule),
    unit: paths.filter((path) => !needsStore(path) && !needsBrowser(path)),
    store: paths.filter((path) => needsStore(path) && !isRule(path)),
    browser: paths.filter(needsBrowser),
  }
}

/** Whether a test is the file, lies in the folder or fits the glob that somebody named. */
export function isIn(path: string, named: string): boolean {
  const clean = named.replace(/^\.\//, '').replace(/\/$/, '')
  return path === clean || path.startsWith(`${clean}/`) || matchesGlob(path, clean)
}

function chosenStores(named: readonly string[]): readonly Combination[] {
  const unknown = named.filter((name) => !combinations.some((known) => known === name))
  if (unknown.length > 0) throw new TypeError(`No store is ${unknown.join(', ')}: ${combinations.join(', ')} are.`)
  return named.length === 0 ? combinations : combinations.filter((known) => named.includes(known))
}
