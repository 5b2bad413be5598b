import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isClassDeclaration,
  isClassExpression,
  isExportAssignment,
  isExportDeclaration,
  isVariableDeclaration,
  isVariableDeclarationList,
  NodeFlags,
} from 'typescript/unstable/ast'
import { type Node, nodesOf, parse, placeOf, productPath, readSources, type Source, SyntaxKind } from './source.ts'

/** Says whether a node is something our TypeScript does without. */
type Sign = (node: Node, source: Source) => boolean

const rules: readonly [rule: string, sign: Sign][] = [
  // A test looks at whatever an answer holds; the one `any` for that is the answer's body.
  ['no any', (node, { path }) => node.kind === SyntaxKind.AnyKeyword && path !== 'server/test/client.ts'],
  ['no non-null !', (node) => node.kind === SyntaxKind.NonNullExpression || isPromisedLater(node)],
  ['no classes but errors', isOtherClass],
  ['no barrels', (node) => isExportDeclaration(node) && node.exportClause === undefined],
  ['no default exports', isDefaultExport],
  ['no state in a module of the product', isModuleState],
]

/** `let x!: T`, the other way to say "trust me". */
function isPromisedLater(node: Node): boolean {
  return isVariableDeclaration(node) && node.exclamationToken !== undefined
}

function isOtherClass(node: Node): boolean {
  if (!isClassDeclaration(node) && !isClassExpression(node)) return false
  const parents = (node.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.expression.getText()))
  return !parents.some((parent) => /(Error|Problem)$/.test(parent))
}

/** A declaration file describes what another package exports; a tool reads its settings by the default export. */
function isDefaultExport(node: Node, { path }: Source): boolean {
  if (/\.(d|config)\.ts$/.test(path)) return false
  return (
    isExportAssignment(node) ||
    (node.kind === SyntaxKind.DefaultKeyword && node.parent.kind !== SyntaxKind.DefaultClause)
  )
}

function isModuleState(node: Node, source: Source): boolean {
  if (!isVariableDeclarationList(node) || productPath(source.path) === undefined) return false
  const atTop = node.parent.kind === SyntaxKind.VariableStatement && node.parent.parent.kind === SyntaxKind.SourceFile
  return atTop && (node.flags & NodeFlags.Const) === 0
}

const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`)

function unfinishedLines({ path, text }: Source): string[] {
  return text.split('\n').flatMap((line, at) => (unfinished.test(line) ? [`${path}:${at + 1} is unfinished`] : []))
}

function breaches(sources: readonly Source[], sign: Sign): string[] {
  return sources.flatMap((source) =>
    [...nodesOf(source.tree)].filter((node) => sign(node, source)).map((node) => placeOf(source, node)),
  )
}

const sources = readSources()

for (const [rule, sign] of rules) {
  test(rule, () => {
    assert.deepEqual(breaches(sources, sign), [])
  })
}

test('nothing is left unfinished', () => {
  assert.deepEqual(sources.flatMap(unfinishedLines), [])
})

test('the rules of language catch what they are for', () => {
  const samples: readonly [text: string, rule: string | undefined][] = [
    ['const a: any = 1', 'no any'],
    ['function f(a: Record<string, any[]>) {}', 'no any'],
    ["const any = 'any' // any", undefined],
    ['a!.b', 'no non-null !'],
    ['let a!: string', 'no non-null !'],
    ['if (!a && a !== b) f()', undefined],
    ['class Service {}', 'no classes but errors'],
    ['const a = class implements ErrorLike {}', 'no classes but errors'],
    ['class Refused extends Error {}', undefined],
    ["export * from './a.ts'", 'no barrels'],
    ["export { a } from './a.ts'", undefined],
    ['export default 1', 'no default exports'],
    ['export default function f() {}', 'no default exports'],
    ['const a = 1\nexport { a as b }\nswitch (a) { default: f() }', undefined],
    ['let count = 0', 'no state in a module of the product'],
    ['for (let i = 0; i < 3; i++) f(() => { let own = i })', undefined],
  ]
  for (const [text, rule] of samples) {
    const sample = parse({ 'server/src/base/sample.ts': text })
    const found = rules.filter(([, sign]) => breaches(sample, sign).length > 0).map(([name]) => name)
    // `let a!` is state as well; what counts is that the rule in question sees it.
    assert.equal(rule === undefined ? found.length === 0 : found.includes(rule), true, `${text}: ${found}`)
  }
  assert.equal(parse({ 'server/src/a.ts': `// ${'TO' + 'DO'}: later` }).flatMap(unfinishedLines).length, 1)
})
