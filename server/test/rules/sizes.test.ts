import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCallExpression } from 'typescript/unstable/ast'
import { isTest, lineOf, type Node, nodesOf, parse, placeOf, readSources, type Source, SyntaxKind } from './source.ts'

const limits = { file: 300, testFile: 400, functionLines: 60, parameters: 4, nesting: 3 }

const functions: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
])

const branches: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.IfStatement,
  SyntaxKind.ForStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.WhileStatement,
  SyntaxKind.DoStatement,
  SyntaxKind.SwitchStatement,
  SyntaxKind.TryStatement,
])

/** Lines from the first word of a function to its closing brace; its documentation comment is not counted. */
function linesOf(source: Source, node: Node): number {
  return source.text.slice(node.getStart(), node.getEnd()).split('\n').length
}

/** How deep the control statements around a node go inside its own function; `else if` is not deeper than `if`. */
function depthOf(node: Node): number {
  let depth = branches.has(node.kind) ? 1 : 0
  for (
    let inner = node, outer = node.parent;
    outer && !functions.has(inner.kind);
    inner = outer, outer = outer.parent
  ) {
    const elseIf = inner.kind === SyntaxKind.IfStatement && isElseOf(inner, outer)
    if (branches.has(outer.kind) && !elseIf) depth += 1
  }
  return depth
}

function isElseOf(inner: Node, outer: Node): boolean {
  return outer.kind === SyntaxKind.IfStatement && 'elseStatement' in outer && outer.elseStatement === inner
}

/** A `describe` holds tests as a file does; only the tests in it are measured. */
function isDescribe(node: Node): boolean {
  return node.parent && isCallExpression(node.parent) && /^(describe|suite)\b/.test(node.parent.expression.getText())
}

function parametersOf(node: Node): number {
  return 'parameters' in node && Array.isArray(node.parameters) ? node.parameters.length : 0
}

function tooLarge(source: Source): string[] {
  const lines = source.text.replace(/\n$/, '').split('\n').length
  const limit = isTest(source.path) ? limits.testFile : limits.file
  const found = lines > limit ? [`${source.path} has ${lines} lines, more than ${limit}`] : []
  for (const node of nodesOf(source.tree)) {
    const said = (what: string, size: number, most: number) =>
      size > most ? found.push(`${placeOf(source, node)} ${what}: ${size}, more than ${most}`) : 0
    said('parameters', parametersOf(node), limits.parameters)
    if (branches.has(node.kind)) said('nesting', depthOf(node), limits.nesting)
    if (functions.has(node.kind) && !isDescribe(node)) said('lines', linesOf(source, node), limits.functionLines)
  }
  return found
}

const measured = readSources()

test('files, functions, parameters and nesting keep to their limits', () => {
  assert.deepEqual(measured.flatMap(tooLarge), [])
})

const long = (lines: number) => Array.from({ length: lines }, (_, at) => `  f(${at})`).join('\n')

test('the rules of sizes catch what they are for', () => {
  const samples: readonly [text: string, caught: RegExp | undefined][] = [
    [long(300), undefined],
    [long(301), /has 301 lines, more than 300/],
    [`/**\n * Says\n * much.\n */\nfunction f() {\n${long(58)}\n}`, undefined],
    [`function f() {\n${long(59)}\n}`, /:1 lines: 61/],
    [`const f = async () => {\n${long(59)}\n}`, /:1 lines: 61/],
    [`const a = {\n  f() {\n${long(59)}\n  },\n}`, /:2 lines: 61/],
    [`describe('f', () => {\n${long(59)}\n})`, undefined],
    ['function f(a, b, { c, d, e }, g) {}', undefined],
    ['function f(a, b, c, d, e) {}', /parameters: 5/],
    ['type F = (a: A, b: A, c: A, d: A, e: A) => void', /parameters: 5/],
    ['if (a) { for (;;) { while (b) f() } }', undefined],
    ['if (a) { for (;;) { while (b) { try { f() } finally {} } } }', /nesting: 4/],
    ['if (a) { for (const b of c) { while (b) { f(() => { if (d) g() }) } } }', undefined],
    ['function f() { if (a) g()\nelse if (b) g()\nelse if (c) g()\nelse if (d) g()\nelse if (e) g() }', undefined],
    [`const text = 'if (a) { if (b) { if (c) { if (d) {}}}}' // {{{{{\nconst tick = \`\${'{'}{{{{\``, undefined],
    ['const open = /[{(]{4}\\/{{{/\nif (a) f()', undefined],
  ]
  for (const [text, caught] of samples) {
    const found = parse({ 'server/src/base/sample.ts': text }).flatMap(tooLarge).join('\n')
    if (caught === undefined) assert.equal(found, '', text)
    else assert.match(found, caught, text)
  }
  assert.deepEqual(parse({ 'server/src/base/sample.test.ts': long(400) }).flatMap(tooLarge), [])
  assert.equal(parse({ 'server/src/base/sample.test.ts': long(401) }).flatMap(tooLarge).length, 1)
})

test('lines are counted from 1 and a comment above a node is not the node', () => {
  const [source] = parse({ 'server/src/base/sample.ts': '// first\n\n/** second */\nexport const a = 1\n' })
  assert.ok(source)
  const [statement] = [...nodesOf(source.tree)].slice(1)
  assert.ok(statement)
  assert.equal(lineOf(source, statement), 4)
})
