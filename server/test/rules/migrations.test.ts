import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './source.ts'

/** A step that takes away what the version before still asks for. */
const takesAway =
  /\.(dropColumn|dropTable|dropConstraint|renameTo|renameColumn|alterColumn|setNotNull)\(|\b(drop\s+(table|column)|rename\s+(to|column)|set\s+not\s+null)\b/i

/** A new column of a table that is there: nodes of the version before go on to insert rows without it. */
const addsMust = /\.alterTable\([^)]*\)(?:\s*\.\w+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*/g

/** The first release that asked no more for what a step takes away: `export const unusedSince = '1.4.0'`. */
const declared = /export const unusedSince = '(\d+\.\d+\.\d+)'/

/** Whether a release came before another; `1.9.0` before `1.10.0`. */
function isBefore(release: string, other: string): boolean {
  const [left, right] = [release, other].map((text) => text.split('.').map(Number))
  for (const [i, part] of (left ?? []).entries()) if (part !== right?.[i]) return part < (right?.[i] ?? 0)
  return false
}

function faultsOf(name: string, text: string, version: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const faults = [...code.matchAll(addsMust)]
    .filter(([chain]) => /\.addColumn\(/.test(chain) && /notNull\(/.test(chain) && !/defaultTo\(/.test(chain))
    .map(() => `${name} adds a column without a default that must have a value`)
  const since = declared.exec(text)?.[1]
  if (!takesAway.test(code)) return faults
  if (since === undefined) return [...faults, `${name} takes away what the version before may ask for (unusedSince)`]
  // Nodes of the release directly before run on during the roll: that one, too, must ask no more.
  return isBefore(since, version) ? faults : [...faults, `${name}: ${since} is no release before this one (${version})`]
}

test('migrations leave the version before at work: they add, and take away only what no release asks for any more', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8')) as { version: string }
  const files = globSync('server/migrations/0*.ts', { cwd: root })
  assert.ok(files.length > 10)
  const faults = files.flatMap((name) => faultsOf(name, readFileSync(join(root, name), 'utf8'), version))
  assert.deepEqual(faults, [])
})

test('what would break the version before is found', () => {
  const broken = [
    `await db.schema.alterTable('a').dropColumn('b').execute()`,
    `await db.schema.dropTable('a').execute()`,
    'await sql`alter table a rename column b to c`.execute(db)',
    `await db.schema.alterTable('a').renameTo('b').execute()`,
    `await db.schema\n.alterTable('a')\n.addColumn('b', t.text, (c) => c.notNull())\n.execute()`,
    `export const unusedSince = '9.9.9'\nawait db.schema.dropTable('a').execute()`,
    `export const unusedSince = '0.10.0'\nawait db.schema.dropTable('a').execute()`,
  ]
  for (const text of broken) assert.equal(faultsOf('x', text, '0.10.0').length, 1, text)
  const sound = [
    `await db.schema.alterTable('a').addColumn('b', t.text).execute()`,
    `await db.schema.alterTable('a').addColumn('b', t.int, (c) => c.notNull().defaultTo(0)).execute()`,
    `await db.schema.createTable('a').addColumn('b', t.text, (c) => c.notNull()).execute()`,
    `export const unusedSince = '0.9.0'\nawait db.schema.dropTable('a').execute()`,
    `// a later release drops table a`,
  ]
  for (const text of sound) assert.deepEqual(faultsOf('x', text, '0.10.0'), [], text)
})
