import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { importsOf, packageOf } from './imports.ts'
import { parse, productPath, readSources, root, type Source } from './source.ts'

/** Licences whose terms a closed product can meet by keeping their notices. */
const licences = /^(MIT|MIT-0|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause)$/

type Versions = Readonly<Record<string, string>>

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

function dependenciesIn(path: string): Versions {
  return Object.fromEntries(Object.entries(readJson(path).dependencies ?? {}))
}

/** Imports of the product that no run-time dependency stands for. */
function strangers(sources: readonly Source[], dependencies: Versions): string[] {
  return sources
    .filter(({ path }) => productPath(path) !== undefined)
    .flatMap((source) => importsOf(source))
    .filter(({ names }) => !((packageOf(names) ?? 'node:') in { ...dependencies, 'node:': '' }))
    .map(({ place, names }) => `${place} imports ${names}, no dependency of server/package.json`)
}

/** What `docs/dependencies.md` does not say, or no longer says rightly, of the dependencies. */
function untold(page: string, dependencies: Versions, licenceOf: (name: string) => unknown): string[] {
  const rows = new Map(
    page.split('\n').flatMap((line): [string | undefined, string[]][] => {
      const cells = line.split('|').map((cell) => cell.trim())
      return cells[1]?.startsWith('`') ? [[cells[1].replaceAll('`', ''), cells]] : []
    }),
  )
  const gone = [...rows.keys()].filter((name) => name !== undefined && !(name in dependencies))
  const wrong = Object.entries(dependencies).flatMap(([name, version]) => {
    const [, , why, licence, release] = rows.get(name) ?? []
    if (why === undefined) return [`${name} has no row`]
    if (licence !== licenceOf(name)) return [`${name} has the licence ${licenceOf(name)}, not ${licence}`]
    return release?.startsWith(`${version},`) ? [] : [`${name} is at ${version}, not ${release}`]
  })
  return [...gone.map((name) => `${name} is no dependency any more`), ...wrong]
}

const dependencies = dependenciesIn('server/package.json')
/** What reaches people: the service's, and what is built into the pages; our own workspaces are not somebody else's. */
const { 'kalosphere-auth': _ours, ...shipped } = {
  ...dependencies,
  ...dependenciesIn('client/package.json'),
  ...dependenciesIn('web/package.json'),
}
const licenceOf = (name: string) => readJson(`node_modules/${name}/package.json`).license

test('the product imports only its own dependencies', () => {
  assert.deepEqual(strangers(readSources(), dependencies), [])
})

test('docs/dependencies.md tells every run-time dependency, its licence and its release', () => {
  const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  assert.deepEqual(untold(page, shipped, licenceOf), [])
})

test('every run-time dependency has a licence we can keep', () => {
  const others = Object.keys(shipped).filter((name) => !licences.test(String(licenceOf(name))))
  assert.deepEqual(others, [])
})

test('the rules of dependencies catch what they are for', () => {
  const sample = parse({
    'server/src/base/a.ts': "import 'lodash'\nimport '@redis/client/dist/x.js'\nimport 'node:fs'\nimport './b.ts'",
    'server/src/base/b.ts': "const late = await import('@other/thing')\nimport 'fs'",
    'server/src/base/a.test.ts': "import 'fast-check'",
  })
  const found = strangers(sample, { '@redis/client': '6.3.1' }).map((line) => line.split(' ')[2])
  assert.deepEqual(found, ['lodash,', '@other/thing,', 'fs,'])

  const page = '| `a` | signs | MIT | 1.0.0, 2026-01-02 |\n| `old` | was | MIT | 1.0.0, 2020-01-02 |'
  const told = (versions: Versions, licence = 'MIT') => untold(page, { old: '1.0.0', ...versions }, () => licence)
  assert.deepEqual(told({ a: '1.0.0' }), [])
  assert.deepEqual(told({}), ['a is no dependency any more'])
  assert.deepEqual(told({ a: '1.0.0', b: '1.0.0' }), ['b has no row'])
  assert.deepEqual(told({ a: '1.0.1' }), ['a is at 1.0.1, not 1.0.0, 2026-01-02'])
  assert.equal(told({ a: '1.0.0' }, 'AGPL-3.0').length, 2)
  assert.equal(licences.test('AGPL-3.0'), false)
})
