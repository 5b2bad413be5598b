import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './source.ts'

/** How many attacks the list has. */
const last = 85

type Texts = Readonly<Record<string, string>>

/** The files whose tests carry each number in a title: `attack 5: …`, `attacks 5, 6 and 7: …`. */
function carriers(files: Texts): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const [path, text] of Object.entries(files)) {
    const titles = text.matchAll(/['"`]attacks? (\d+(?:(?:, | and )\d+)*)/g)
    const numbers = new Set([...titles].flatMap(([, list = '']) => list.split(/, | and /).map(Number)))
    for (const number of numbers) found.set(number, [...(found.get(number) ?? []), path])
  }
  return found
}

/** What the page says wrongly, or does not say, of the tests. */
function misfits(page: string, files: Texts): string[] {
  const carried = carriers(files)
  const rows = page.split('\n').flatMap((line) => {
    const [, number, , tests = ''] = line.split('|').map((cell) => cell.trim())
    return /^\d+$/.test(number ?? '') ? [{ number: Number(number), tests }] : []
  })
  const numbers = rows.map(({ number }) => number)
  const expected = Array.from({ length: last }, (_, i) => i + 1)
  if (numbers.join() !== expected.join()) return ['the page does not count from 1 to 85']
  const wrong = rows.flatMap(({ number, tests }) => {
    const there = carried.get(number) ?? []
    if (tests.startsWith('open: ')) return there.length > 0 ? [`${number} is no more open`] : []
    const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, path]) => path)
    const same = named.length > 0 && named.toSorted().join() === there.toSorted().join()
    return same ? [] : [`${number} is tested in ${there.join(', ') || 'no file'}`]
  })
  const strange = [...carried.keys()].filter((number) => number < 1 || number > last)
  return [...wrong, ...strange.map((number) => `there is no attack ${number}`)]
}

function readTests(): Texts {
  const paths = ['server/src', 'server/test', 'e2e', 'client', 'web/src'].flatMap((folder) =>
    globSync(`${folder}/**/*.test.ts`, { cwd: root, exclude: (name) => name === 'node_modules' }),
  )
  const tests = paths
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('rules/attacks.test.ts'))
  return Object.fromEntries(tests.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

test('docs/attacks.md names the tests of each known attack, and no other', () => {
  assert.deepEqual(misfits(readFileSync(join(root, 'docs/attacks.md'), 'utf8'), readTests()), [])
})

test('the rule of attacks catches what it is for', () => {
  const rows = (changes: Readonly<Record<number, string>>) =>
    Array.from({ length: last }, (_, i) => `| ${i + 1} | words | ${changes[i + 1] ?? 'open: not built'} |`).join('\n')
  const files = {
    'a.test.ts': "test('attacks 1, 2 and 3: x', f)\ntest(`attack 3: y`, f)",
    'b.test.ts': "'attack 3: z'",
  }
  assert.deepEqual(
    [...carriers(files)].map(([number, paths]) => [number, paths.length]),
    [
      [1, 1],
      [2, 1],
      [3, 2],
    ],
  )
  const good = { 1: '`a.test.ts`', 2: '`a.test.ts`', 3: '`a.test.ts`<br>`b.test.ts`' }
  assert.deepEqual(misfits(rows(good), files), [])
  assert.deepEqual(misfits(rows({ ...good, 2: 'open: why' }), files), ['2 is no more open'])
  assert.deepEqual(misfits(rows({ ...good, 3: '`a.test.ts`' }), files), ['3 is tested in a.test.ts, b.test.ts'])
  assert.deepEqual(misfits(rows({ ...good, 4: '' }), files), ['4 is tested in no file'])
  assert.deepEqual(misfits(rows(good).replace('| 9 |', '| 99 |'), files), ['the page does not count from 1 to 85'])
  assert.deepEqual(misfits(rows(good), { ...files, 'c.test.ts': "'attack 86: x'" }), ['there is no attack 86'])
})
