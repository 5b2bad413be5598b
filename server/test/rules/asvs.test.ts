import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { test } from 'node:test'
import { planRun } from '../../../scripts/testing/plan.ts'
import { productPath, root } from './source.ts'

/** SHA-256 of the ids and levels of our part of the standard, in its order, as `V1.1.1:2 V1.1.2:2 …`. */
const ofTheStandard = '14e14ac41af3437f576f4590a9dbb925266c3e4987f0d88625d688605af2d7e1'

type Row = {
  readonly id: string
  readonly level: string
  readonly state: string
  readonly words: string
  readonly shown: string
}

function rowsOf(page: string): Row[] {
  return page.split('\n').flatMap((line) => {
    const [, id = '', level = '', state = '', words = '', shown = ''] = line.split('|').map((cell) => cell.trim())
    return /^V\d+\.\d+\.\d+$/.test(id) ? [{ id, level, state, words, shown }] : []
  })
}

/** The files that a row names: tests and sources in backticks, pages as links from docs/. */
function filesOf(cell: string): string[] {
  const named = [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
  const linked = [...cell.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, path = '']) => normalize(`docs/${path}`))
  return [...named, ...linked]
}

/** What `npm test` runs, all of it. */
function testsThatRun(): ReadonlySet<string> {
  const { rules = [], unit = [], store = [], browser = [] } = planRun([]) ?? {}
  return new Set([...rules, ...unit, ...store, ...browser])
}

function faultsOf(row: Row, exists: (path: string) => boolean): string[] {
  const { id, state, words, shown } = row
  const files = filesOf(shown)
  const gone = files.filter((path) => !exists(path)).map((path) => `${id} names ${path}, which is not there`)
  if (words === '') return [...gone, `${id} has no words`]
  if (!['met', 'operator', 'n.a.', 'open'].includes(state)) return [...gone, `${id} is ${state}`]
  const isShown = files.length > 0 || state === 'n.a.' || state === 'open'
  return isShown ? gone : [...gone, `${id} is ${state}, and nothing shows it`]
}

/** What the table at the top should say. */
function totalsOf(rows: readonly Row[]): string[] {
  const counted = (state: string, level: string) =>
    rows.filter((row) => row.state === state && (level === '' || row.level === level)).length
  return ['met', 'operator', 'n.a.', 'open'].map(
    (state) => `| ${state} | ${['1', '2', '3', ''].map((level) => counted(state, level)).join(' | ')} |`,
  )
}

/** What V1.2.5, V1.2.9 and V1.3.2 forbid: other programs, evaluated text, expressions made of values. */
function dangers(files: Readonly<Record<string, string>>): string[] {
  const forbidden = /['"](?:node:)?(?:child_process|vm)['"]|\beval\(|\bnew Function\b|\bRegExp\(/
  return Object.keys(files).filter((path) => productPath(path) && forbidden.test(files[path] ?? ''))
}

function readProduct(folders = ['server/src']): Record<string, string> {
  const found = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
  const paths = found.map((path) => path.replaceAll('\\', '/'))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

const cryptography = String.raw`'(?:node:)?(?:crypto|jose|otplib|openid-client|@node-rs/[\w-]+|@simplewebauthn/server)'`

/** What V11.1.3 wants to be known: the files that take more than ids and types from a module of cryptography. */
function cryptographers(files: Readonly<Record<string, string>>): string[] {
  const taken = new RegExp(
    String.raw`import (?!type )(?:\{([^}]*)\}|(.+)) from ${cryptography}|import\(${cryptography}\)`,
    'g',
  )
  const isMore = (name: string) => name !== '' && name !== 'randomUUID' && !name.startsWith('type ')
  const counts = (text: string) =>
    [...text.matchAll(taken)].some(
      ([, names]) => names === undefined || names.split(',').some((name) => isMore(name.trim())),
    )
  return Object.keys(files).filter((path) => !path.endsWith('.test.ts') && counts(files[path] ?? ''))
}

const page = readFileSync(join(root, 'docs/asvs.md'), 'utf8')
const rows = rowsOf(page)

test('docs/asvs.md has each requirement once, at its level', () => {
  const listed = rows.map(({ id, level }) => `${id}:${level}`).join(' ')
  assert.equal(createHash('sha256').update(listed).digest('hex'), ofTheStandard)
  for (const line of totalsOf(rows)) assert.ok(page.includes(`\n${line}\n`), `the totals should say ${line}`)
})

test('what is met is shown by tests that run and pages that are there', () => {
  const running = testsThatRun()
  const isThere = (path: string) => (path.endsWith('.test.ts') ? running.has(path) : existsSync(join(root, path)))
  assert.deepEqual(
    rows.flatMap((row) => faultsOf(row, isThere)),
    [],
  )
})

test('nothing is open at the first two levels', () => {
  const open = rows.filter(({ state, level }) => state === 'open' && level !== '3').map(({ id }) => id)
  assert.deepEqual(open, [])
})

test('the product starts no other program, evaluates no text and makes no expression of a value', () => {
  assert.deepEqual(dangers(readProduct()), [])
})

test('docs/inventories.md knows every file that does cryptography', () => {
  const [, listed = ''] = readFileSync(join(root, 'docs/inventories.md'), 'utf8').split(
    /\*\*(?:Where in the sources|When quantum)/,
  )
  const named = [...listed.matchAll(/`([^`]+\.ts)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !path.endsWith('.test.ts'))
  const full = named.map((path) => (path.startsWith('client/') ? path : `server/src/${path}`))
  const files = readProduct(['server/src', 'server/migrations', 'client/src', 'web/src'])
  assert.deepEqual(full.toSorted(), cryptographers(files).toSorted())
})

test('the rules of the standard catch what they are for', () => {
  const read = (line: string) =>
    rowsOf(line).flatMap((row) => faultsOf(row, (path) => path === 'a.test.ts' || path === 'docs/b.md'))
  assert.deepEqual(read('| V1.1.1 | 2 | met | x | `a.test.ts`<br>[b](b.md#c) |'), [])
  assert.deepEqual(read('| V1.1.1 | 2 | met | x | `c.test.ts` |'), ['V1.1.1 names c.test.ts, which is not there'])
  assert.deepEqual(read('| V1.1.1 | 2 | met | x | [b](../b.md) |'), ['V1.1.1 names b.md, which is not there'])
  assert.deepEqual(read('| V1.1.1 | 2 | operator | x |  |'), ['V1.1.1 is operator, and nothing shows it'])
  assert.deepEqual(read('| V1.1.1 | 2 | done | x | `a.test.ts` |'), ['V1.1.1 is done'])
  assert.deepEqual(read('| V1.1.1 | 2 | open |  |  |'), ['V1.1.1 has no words'])
  assert.deepEqual(read('| V1.1.1 | 2 | n.a. | x |  |'), [])
  assert.deepEqual(totalsOf(rowsOf('| V1.1.1 | 2 | met | x | y |'))[0], '| met | 0 | 1 | 0 | 1 |')
  const dangerous = ["import 'node:vm'", 'new Function(x)', 'eval(x)', 'RegExp(x)', "import { x } from 'child_process'"]
  for (const code of dangerous) assert.deepEqual(dangers({ 'server/src/base/a.ts': code }), ['server/src/base/a.ts'])
  const careless = [
    "import { hash } from 'node:crypto'",
    "import { x, randomUUID } from 'jose'",
    "import('@node-rs/x')",
  ]
  for (const code of [...careless, "import * as x from 'otplib'"])
    assert.deepEqual(cryptographers({ 'a.ts': code }), ['a.ts'])
  const harmless = "import type { KeyObject } from 'node:crypto'\nimport { randomUUID, type Hash } from 'node:crypto'"
  assert.deepEqual(cryptographers({ 'a.ts': harmless, 'a.test.ts': careless[0] ?? '' }), [])
  assert.deepEqual(dangers({ 'server/src/base/a.test.ts': 'eval(x)', 'server/src/base/a.ts': '/eval/' }), [])
})
