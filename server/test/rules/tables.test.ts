import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCallExpression, isIdentifier, isPropertyAccessExpression, isStringLiteral } from 'typescript/unstable/ast'
import { type Node, nodesOf, parse, placeOf, productPath, readSources, type Source, SyntaxKind } from './source.ts'

/** One statement that writes: where it stands and the table it writes; undefined where the table cannot be read off. */
type Write = { readonly place: string; readonly folder: string; readonly table: string | undefined }

const builders = /^(hotInsert|insertInto|updateTable|deleteFrom|mergeInto|replaceInto)$/
const statements = /\b(?:insert\s+into|delete\s+from|merge\s+into|update(?=\s+\S+\s+set\b))\s+"?(\w+)?/gi

const texts: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateExpression,
])

function writesOf(source: Source): Write[] {
  const path = productPath(source.path)
  if (!path?.endsWith('.queries.ts')) return []
  const folder = path.split('/')[0] ?? path
  return [...nodesOf(source.tree)].flatMap((node) =>
    tablesIn(node).map((table) => ({ place: placeOf(source, node), folder, table })),
  )
}

function tablesIn(node: Node): (string | undefined)[] {
  if (texts.has(node.kind)) return [...node.getText().matchAll(statements)].map(([, table]) => table?.toLowerCase())
  if (!isCallExpression(node)) return []
  const called = isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression
  if (!isIdentifier(called) || !builders.test(called.text)) return []
  const [target] = node.arguments
  return [target && isStringLiteral(target) ? target.text.split(' ')[0] : undefined]
}

function unreadable(writes: readonly Write[]): string[] {
  const unnamed = writes.filter(({ table }) => table === undefined)
  return unnamed.map(({ place }) => `${place} writes a table whose name cannot be read here`)
}

function contested(writes: readonly Write[]): string[] {
  const byTable = Map.groupBy(writes, ({ table }) => table)
  return [...byTable].flatMap(([table, all]) => {
    const folders = new Set(all.map(({ folder }) => folder))
    if (table === undefined || folders.size < 2) return []
    return [`${table} is written by ${[...folders].join(' and ')}: ${all.map(({ place }) => place).join(', ')}`]
  })
}

const writes = readSources().flatMap(writesOf)

test('each table is written by one folder only', () => {
  assert.deepEqual(contested(writes), [])
})

test('a statement that writes names its table', () => {
  assert.deepEqual(unreadable(writes), [])
})

test('the rules of tables catch what they are for', () => {
  const samples: readonly [other: string, contest: number][] = [
    ["db.selectFrom('session')", 0],
    ["db.insertInto('device')", 0],
    ["db.insertInto('session')", 1],
    ["const insertSession = hotInsert('session')", 1],
    ["db.updateTable('session as s')", 1],
    ["db.with('x', (q) => q.deleteFrom('session'))", 1],
    ["db.mergeInto('session')", 1],
    ['sql`INSERT INTO session (id) values (1)`', 1],
    [`sql\`with x as (select 1) update "session" set a = \${a}\``, 1],
    ["sql.raw('delete from session')", 1],
    ['sql`select * from session for update`', 0],
  ]
  for (const [other, contest] of samples) {
    const both = parse({
      'server/src/sessions/session.queries.ts': "db.insertInto('session')\ndb.deleteFrom('session')",
      'server/src/devices/device.queries.ts': other,
    })
    assert.equal(contested(both.flatMap(writesOf)).length, contest, other)
  }
  const hidden = parse({ 'server/src/audit/purge.queries.ts': `db.deleteFrom(table)\nsql\`delete from \${table}\`` })
  assert.equal(unreadable(hidden.flatMap(writesOf)).length, 2)
})
