import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSources } from './source.ts'

const empty = /(^|\/)(utils?|helpers?|common|shared|misc|lib)(\/|\.ts$)/

function emptyNames(paths: readonly string[]): string[] {
  return paths.filter((path) => empty.test(path) || /(^|\/)index\.ts$/.test(path))
}

/** Tests of `src` that stand beside no file of their name: `x.test.ts` and `x.store.test.ts` belong to `x.ts`. */
function lonelyTests(paths: readonly string[]): string[] {
  const all = new Set(paths)
  const tests = paths.filter((path) => path.startsWith('server/src/') && path.endsWith('.test.ts'))
  return tests.filter((path) => !all.has(path.replace(/(\.store)?\.test\.ts$/, '.ts')))
}

const paths = readSources().map(({ path }) => path)

test('no index.ts, no utils, helpers or common: a file is named by its reason', () => {
  assert.deepEqual(emptyNames(paths), [])
})

test('x.test.ts stands beside x.ts', () => {
  assert.deepEqual(lonelyTests(paths), [])
})

test('the rules of names catch what they are for', () => {
  const bad = ['server/src/utils/a.ts', 'server/src/base/helpers.ts', 'server/test/common/a.ts', 'server/src/index.ts']
  assert.deepEqual(emptyNames([...bad, 'server/src/base/indexing.ts', 'server/src/base/commonplace.ts']), bad)
  const beside = ['server/src/base/a.ts', 'server/src/base/a.test.ts', 'server/src/base/a.store.test.ts']
  assert.deepEqual(lonelyTests([...beside, 'server/test/stories/login.test.ts', 'server/src/base/b.test.ts']), [
    'server/src/base/b.test.ts',
  ])
})
