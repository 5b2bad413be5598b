import assert from 'node:assert/strict'
import { test } from 'node:test'
import { floors } from '../../src/floors.ts'
import { importsOf } from './imports.ts'
import { isTest, parse, readSources, type Source } from './source.ts'

const home = 'server/src/'
/** Services of others, which browsers meet as ours does; they know nothing of our inside either. */
const standIns = 'server/test/stand-ins/'
const order: readonly string[] = floors
const sky = order.length

/** How high a file stands: the place of its folder in `floors`; files directly in `src/` stand above all. */
function floorOf(path: string): number {
  const [folder = '', ...rest] = path.slice(home.length).split('/')
  return rest.length === 0 ? sky : order.indexOf(folder)
}

/** Why a file may not import another, or undefined where it may. */
function refusal(from: string, to: string): string | undefined {
  const outside = /^(client|web|bench|e2e)\//.exec(from)?.[0]
  if (outside !== undefined) {
    // They start stores and processes with the project's own scripts, and know nothing of the service's inside.
    const isStandIn = outside === 'e2e/' && to.startsWith(standIns)
    return to.startsWith(outside) || to.startsWith('scripts/') || isStandIn
      ? undefined
      : `${outside} speaks to the service over HTTP only`
  }
  if (from.startsWith('server/migrations/')) {
    const low = to.startsWith('server/migrations/') || /^server\/src\/(base|platform)\//.test(to)
    return low ? undefined : 'a migration may import only other migrations, base/ and platform/'
  }
  if (from.startsWith(standIns))
    return to.startsWith('server/src/') ? 'a stand-in is no part of the service' : undefined
  if (!from.startsWith(home)) return undefined
  if (to.startsWith('server/test/') && isTest(from)) return undefined
  if (to.startsWith('server/migrations/') && floorOf(from) === order.indexOf('platform')) return undefined
  if (!to.startsWith(home)) return 'it leaves src/'
  return floorOf(to) <= floorOf(from) ? undefined : 'it climbs a floor'
}

function climbs(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ place, leadsTo }) => {
      const why = leadsTo === undefined ? undefined : refusal(source.path, leadsTo)
      return why === undefined ? [] : [`${place} imports ${leadsTo}: ${why}`]
    }),
  )
}

function unnamedFolders(paths: readonly string[]): string[] {
  const unnamed = paths.filter((path) => path.startsWith(home) && floorOf(path) === -1)
  return unnamed.map((path) => `${path} stands in a folder that src/floors.ts does not name`)
}

/** Circles of imports, each told once as `a -> b -> a`. */
function circles(sources: readonly Source[]): string[] {
  const ways = new Map(sources.map((s) => [s.path, importsOf(s).flatMap((i) => i.leadsTo ?? [])]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const met = trail.indexOf(path)
    if (met !== -1) found.push([...trail.slice(met), path].join(' -> '))
    if (met !== -1 || done.has(path)) return
    for (const next of ways.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of ways.keys()) visit(path, [])
  return found
}

const sources = readSources()

test('an import goes down the floors or stays in its folder', () => {
  assert.deepEqual(climbs(sources), [])
})

test('every folder of src is named in floors', () => {
  assert.deepEqual(unnamedFolders(sources.map(({ path }) => path)), [])
})

test('no imports run in a circle, types included', () => {
  assert.deepEqual(circles(sources), [])
})

test('the floor rules catch what they are for', () => {
  const bad = parse({
    'server/src/base/up.ts': "import { a } from '../platform/a.ts'",
    'server/src/platform/top.ts': "import type { A } from '../server.ts'",
    'server/src/sessions/lazy.ts': "const late = await import('../signin/login.ts')",
    'server/src/sessions/typed.ts': "type A = import('../signin/login.ts').A",
    'server/src/accounts/again.ts': "export { a } from '../recovery/a.ts'",
    'server/src/accounts/tested.ts': "import { startServer } from '../../test/harness.ts'",
    'server/src/accounts/out.ts': "import { a } from '../../../bench/a.ts'",
    'server/migrations/0001_first.ts': "import { a } from '../src/accounts/a.ts'",
    'bench/main.ts': "import { a } from '../server/src/base/a.ts'",
    'client/src/a.ts': "import type { a } from '../../server/src/base/a.ts'",
    'web/src/a.tsx': "import { a } from '../../client/src/a.ts'",
    'e2e/stories/a.test.ts': "import { a } from '../../server/test/a.ts'",
    'server/test/stand-ins/a.ts': "import { a } from '../../src/base/a.ts'",
  })
  const caught = climbs(bad).map((line) => line.split(':')[0])
  assert.deepEqual(
    caught,
    bad.map(({ path }) => path),
  )

  const good = parse({
    'server/src/server.ts': "import { a } from './signin/login.routes.ts'",
    'server/src/signin/login.ts': "import { a } from '../passwords/a.ts'\nimport { b } from './b.ts'\nimport 'jose'",
    'server/src/signin/login.test.ts': "import { startServer } from '../../test/harness.ts'",
    'server/src/platform/db/migrate.ts': "import { a } from '../../../migrations/0001_first.ts'",
    'e2e/a.ts': "import { a } from '../scripts/testing/a.ts'\nimport { b } from './b.ts'",
  })
  assert.deepEqual(climbs(good), [])

  assert.equal(unnamedFolders(['server/src/elsewhere/a.ts', 'server/src/main.ts', 'server/src/base/a.ts']).length, 1)
  const round = parse({
    'server/src/base/a.ts': "import { b } from './b.ts'",
    'server/src/base/b.ts': "import { c } from './c.ts'\nimport { d } from './d.ts'",
    'server/src/base/c.ts': "import type { a } from './a.ts'",
    'server/src/base/d.ts': '',
  })
  assert.deepEqual(circles(round), [
    'server/src/base/a.ts -> server/src/base/b.ts -> server/src/base/c.ts -> server/src/base/a.ts',
  ])
})
