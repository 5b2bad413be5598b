import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isPropertyAccessExpression,
  isTaggedTemplateExpression,
} from 'typescript/unstable/ast'
import { importsOf } from './imports.ts'
import { type Node, nodesOf, parse, placeOf, productPath, readSources, type Source } from './source.ts'

/** A thing that only some files of the product may do: how it looks, and the files (paths inside `src`) that may. */
type Kind = { readonly rule: string; readonly allowed: RegExp; readonly places: (source: Source) => string[] }

const kinds: readonly Kind[] = [
  {
    rule: 'SQL lives in *.queries.ts',
    allowed: /\.queries\.ts$|^platform\/(db\/|budgets(\/|\.ts$))/,
    places: nodesThat(speaksSql),
  },
  {
    rule: 'only platform/ knows the database drivers',
    allowed: /^platform\//,
    places: importsThat(/^(pg|node:sqlite)$/),
  },
  {
    rule: 'only the HTTP edge knows Fastify',
    allowed: /^http\/|\.(routes|guard|reply)\.ts$|^server\.ts$/,
    places: importsThat(/^(fastify|@fastify\/.*|@scalar\/fastify.*)$/),
  },
  {
    rule: 'the environment is read in one place',
    allowed: /^platform\/config\.ts$/,
    places: (source) => nodesThat(readsEnvironment)(source).concat(importsThat(/^(node:)?process$/)(source)),
  },
  { rule: 'time comes from app.now()', allowed: /^platform\/clock\.ts$/, places: nodesThat(readsClock) },
]

function nodesThat(matches: (node: Node, source: Source) => boolean): Kind['places'] {
  return (source) =>
    [...nodesOf(source.tree)].filter((node) => matches(node, source)).map((node) => placeOf(source, node))
}

function importsThat(matches: RegExp): Kind['places'] {
  return (source) =>
    importsOf(source)
      .filter(({ names }) => matches.test(names))
      .map(({ place }) => place)
}

function speaksSql(node: Node): boolean {
  if (isTaggedTemplateExpression(node)) return node.tag.getText() === 'sql'
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return false
  const called = node.expression.name.text
  return /^(selectFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto)$/.test(called)
}

/** The programs must size the thread pool before anything starts it, hence their one exception. */
function readsEnvironment(node: Node, source: Source): boolean {
  if (node.getText() !== 'process.env' || !isPropertyAccessExpression(node)) return false
  const whole = node.parent.getText()
  return !(
    /^server\/src\/(main|cli)\.ts$/.test(source.path) && /^process\.env(\.|\[')UV_THREADPOOL_SIZE('\])?$/.test(whole)
  )
}

function readsClock(node: Node): boolean {
  const bareDate = (expression: Node) => isIdentifier(expression) && expression.text === 'Date'
  if (isNewExpression(node)) return bareDate(node.expression) && (node.arguments ?? []).length === 0
  if (isCallExpression(node)) return bareDate(node.expression)
  return isPropertyAccessExpression(node) && /^(Date\.now|Temporal\.Now)$/.test(node.getText())
}

function trespasses(sources: readonly Source[], { rule, allowed, places }: Kind): string[] {
  return sources
    .filter(({ path }) => !allowed.test(productPath(path) ?? '') && productPath(path) !== undefined)
    .flatMap((source) => places(source).map((place) => `${place} ${rule}`))
}

const sources = readSources()

for (const kind of kinds) {
  test(kind.rule, () => {
    assert.deepEqual(trespasses(sources, kind), [])
  })
}

test('the rules of kinds catch what they are for', () => {
  const samples: readonly [path: string, text: string, caught: number][] = [
    ['signin/login.ts', "db.selectFrom('account')\nsql`select 1`\nsql<number>`select 1`", 3],
    ['signin/write.ts', "db\n  .insertInto('a')\ndb.with('x', (q) => q.updateTable('b')).deleteFrom('c')", 3],
    ['signin/quoted.ts', "// db.selectFrom('account')\nconst text = `db.deleteFrom('a')`", 0],
    ['signin/login.queries.ts', "db.selectFrom('account')", 0],
    ['platform/db/fit.ts', "import pg from 'pg'\nsql`select 1`", 0],
    ['signin/driver.ts', "import { DatabaseSync } from 'node:sqlite'\nimport type { Pool } from 'pg'", 2],
    ['signin/reply.ts', "import type { FastifyReply } from 'fastify'\nimport '@fastify/cookie'", 2],
    ['signin/login.routes.ts', "import type { FastifyReply } from 'fastify'", 0],
    ['mail.ts', "const a = process.env.HOME\nconst b = process.env['HOME']\nimport { env } from 'node:process'", 3],
    ['main.ts', "process.env.UV_THREADPOOL_SIZE ??= '8'\nprocess.env['UV_THREADPOOL_SIZE']", 0],
    ['cli.ts', "process.env.UV_THREADPOOL_SIZE ??= '8'\nprocess.env.PORT", 1],
    ['cli/serve.ts', "process.env.UV_THREADPOOL_SIZE ??= '8'", 1],
    ['main.ts', 'process.env.PORT\nconst all = process.env', 2],
    ['platform/config.ts', 'export const read = () => process.env', 0],
    ['audit/seal.ts', 'Date.now()\nnew Date()\nDate()\nconst tick = Date.now\nTemporal.Now.instant()', 5],
    ['audit/sound.ts', 'new Date(0)\nperformance.now()\nconst type: Date = app.now()', 0],
    ['platform/clock.ts', 'export const now = () => new Date()', 0],
    ['audit/seal.test.ts', "Date.now()\nprocess.env.TEST_STORE\nimport 'fastify'", 0],
  ]
  for (const [path, text, caught] of samples) {
    const found = kinds.flatMap((kind) => trespasses(parse({ [`server/src/${path}`]: text }), kind))
    assert.equal(found.length, caught, `${path}\n${text}\n${found.join('\n')}`)
  }
})
