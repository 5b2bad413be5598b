import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCallExpression, isIdentifier, isJsxAttribute, isNewExpression } from 'typescript/unstable/ast'
import { adminRights, supportRights } from '../../../web/src/admin/rights-by-role.ts'
import { rights } from '../../src/admin/rights.ts'
import { importsOf, packageOf } from './imports.ts'
import { type Node, nodesOf, parse, placeOf, readSources, root, type Source } from './source.ts'

/** Files of the web application itself, without its tests and the settings of its build. */
const isPage = ({ path }: Source) => path.startsWith('web/src/') && !path.endsWith('.test.ts')

/** Whether a node asks somebody for something, past the client. */
function asks(node: Node): boolean {
  if (!isCallExpression(node) && !isNewExpression(node)) return false
  const { expression } = node
  return isIdentifier(expression) && /^(fetch|WebSocket|EventSource|XMLHttpRequest)$/.test(expression.text)
}

/** Whether a node puts a text into the page as markup, or a style where the policy allows none. */
function writesMarkup(node: Node): boolean {
  if (isJsxAttribute(node)) return /^(dangerouslySetInnerHTML|srcDoc)$/.test(node.name.getText())
  return isIdentifier(node) && /^(innerHTML|outerHTML|insertAdjacentHTML|eval)$/.test(node.text)
}

function places(sources: readonly Source[], matches: (node: Node) => boolean): string[] {
  return sources
    .filter(isPage)
    .flatMap((source) => [...nodesOf(source.tree)].filter(matches).map((node) => placeOf(source, node)))
}

function strangers(sources: readonly Source[], known: readonly string[]): string[] {
  return sources
    .filter(isPage)
    .flatMap((source) => importsOf(source))
    .filter(({ names }) => !names.startsWith('.') && !known.includes(packageOf(names) ?? 'node:'))
    .map(({ place, names }) => `${place} imports ${names}, no dependency of web/package.json`)
}

const sources = readSources()

test('the pages speak to the service through client/ alone', () => {
  assert.deepEqual(places(sources, asks), [])
})

test('the pages never make markup of a text', () => {
  assert.deepEqual(places(sources, writesMarkup), [])
})

test('the pages import only their own dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'web/package.json'), 'utf8'))
  assert.deepEqual(strangers(sources, Object.keys(dependencies)), [])
})

test('the dashboard shows to each role what the service lets it do', () => {
  const ofRole = (role: string) => Object.entries(rights).flatMap(([act, { least }]) => (least === role ? [act] : []))
  assert.deepEqual(supportRights.toSorted(), ofRole('support').toSorted())
  assert.deepEqual(adminRights.toSorted(), ofRole('admin').toSorted())
})

test('the rules of pages catch what they are for', () => {
  const sample = parse({
    'web/src/a.tsx': "fetch('/api')\nnew WebSocket('/ws')\nclient.fetch()\nimport 'lodash'\nimport 'react-dom/client'",
    'web/src/b.tsx': 'const a = <p dangerouslySetInnerHTML={b} />\np.innerHTML = b\nconst c = <p title={b}>{b}</p>',
    'client/src/c.ts': "fetch('/api')",
  })
  assert.deepEqual(places(sample, asks), ['web/src/a.tsx:1', 'web/src/a.tsx:2'])
  assert.deepEqual(places(sample, writesMarkup), ['web/src/b.tsx:1', 'web/src/b.tsx:2'])
  assert.deepEqual(strangers(sample, ['react-dom']).length, 1)
})
