import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './source.ts'

/** Licences that ask for no more than their notice. Others need a line in docs/dependencies.md. */
const licences = new Set(['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'])

type Entry = {
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}
type Entries = Readonly<Record<string, Entry>>

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

/** Packages of others, by name; the path of a package inside another one's folder does not matter. */
function foreign(entries: Entries): (readonly [name: string, entry: Entry])[] {
  return Object.entries(entries).flatMap(([path, entry]) =>
    path.includes('node_modules/') && !entry.link ? [[path.split('node_modules/').at(-1) ?? '', entry] as const] : [],
  )
}

/** Whether an SPDX expression leaves us a licence that we take: one of what `OR` offers, all of what `AND` joins. */
function isTaken(expression: string): boolean {
  const ways = expression.replace(/^\(|\)$/g, '').split(' OR ')
  return ways.some((way) => way.split(' AND ').every((one) => licences.has(one)))
}

/** The exceptions that the page names, as "- `name` (licence): why"; `name-*` stands for the builds for each platform. */
function exceptionsOf(page: string): Map<string, string> {
  return new Map(
    [...page.matchAll(/^- `([^`]+)` \(([^)]+)\): \S/gm)].map(([, name = '', licence = '']) => [name, licence]),
  )
}

function licenceFaults(entries: Entries, page: string): string[] {
  const exceptions = exceptionsOf(page)
  const unused = new Set(exceptions.keys())
  const faults = foreign(entries).flatMap(([name, { license = 'none' }]) => {
    if (isTaken(license)) return []
    const known = [...exceptions].find(
      ([one]) => one === name || (one.endsWith('-*') && name.startsWith(one.slice(0, -1))),
    )
    if (known) unused.delete(known[0])
    return known?.[1] === license.replace(/^\(|\)$/g, '') ? [] : [`${name} has the licence ${license}`]
  })
  return [...new Set(faults), ...[...unused].map((name) => `${name} needs no exception`)]
}

/** Packages that would run something at install and are not named, and names of packages that would not. */
function scriptFaults(entries: Entries, named: Readonly<Record<string, boolean>>): string[] {
  const running = new Set(foreign(entries).flatMap(([name, entry]) => (entry.hasInstallScript ? [name] : [])))
  const strange = [...running].filter((name) => named[name] !== true).map((name) => `${name} runs a script at install`)
  return [
    ...strange,
    ...Object.keys(named)
      .filter((name) => !running.has(name))
      .map((name) => `${name} runs none`),
  ]
}

/** What is not pinned to the byte, or comes from a place of its own. */
function pinFaults(entries: Entries): string[] {
  const loose = foreign(entries).filter(([, entry]) => !entry.integrity?.startsWith('sha512-') || !entry.version)
  const placed = foreign(entries).filter(([, { resolved }]) => resolved !== undefined)
  const ranges = Object.entries(entries)
    .filter(([path]) => !path.includes('node_modules/'))
    .flatMap(([, entry]) => Object.entries({ ...entry.dependencies, ...entry.devDependencies }))
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  return [
    ...loose.map(([name]) => `${name} has no SHA-512`),
    ...placed.map(([name]) => `${name} comes from a place of its own`),
    ...ranges.map(([name, version]) => `${name} is asked for as ${version}`),
  ]
}

const lock = readJson('package-lock.json').packages as Entries
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')

test('every package of the lock file has a licence that we take, or an exception with its reason', () => {
  assert.deepEqual(licenceFaults(lock, page), [])
})

test('nothing runs at install but what allowScripts names', () => {
  assert.deepEqual(scriptFaults(lock, readJson('package.json').allowScripts as Record<string, boolean>), [])
})

test('every package is pinned by version and SHA-512, and comes from the registry alone', () => {
  assert.deepEqual(pinFaults(lock), [])
})

test('the rules of the lock file catch what they are for', () => {
  const one = (entry: Entry, path = 'node_modules/a'): Entries => ({ [path]: { version: '1.0.0', ...entry } })
  const faults = (license: string, text = '') => licenceFaults(one({ license }), text)
  assert.deepEqual(faults('(GPL-2.0 OR MIT)'), [])
  assert.deepEqual(faults('(MIT AND Zlib)'), ['a has the licence (MIT AND Zlib)'])
  assert.deepEqual(faults('(MIT AND Zlib)', '- `a` (MIT AND Zlib): for work only'), [])
  assert.deepEqual(faults('AGPL-3.0', '- `a` (MPL-2.0): for work only'), ['a has the licence AGPL-3.0'])
  assert.deepEqual(faults('MIT', '- `a` (MPL-2.0): for work only'), ['a needs no exception'])
  assert.deepEqual(licenceFaults(one({ license: 'X' }, 'node_modules/b/node_modules/a-linux'), '- `a-*` (X): y'), [])
  assert.deepEqual(licenceFaults(one({}), ''), ['a has the licence none'])
  assert.deepEqual(scriptFaults(one({ hasInstallScript: true }), {}), ['a runs a script at install'])
  assert.deepEqual(scriptFaults(one({ hasInstallScript: true }), { a: true, b: true }), ['b runs none'])
  const pinned = { integrity: 'sha512-x' }
  assert.deepEqual(pinFaults(one(pinned)), [])
  assert.deepEqual(pinFaults(one({ integrity: 'sha1-x' })), ['a has no SHA-512'])
  assert.deepEqual(pinFaults(one({ ...pinned, resolved: 'git+ssh://x' })), ['a comes from a place of its own'])
  assert.deepEqual(pinFaults({ server: { dependencies: { a: '^1.0.0' } } }), ['a is asked for as ^1.0.0'])
})
