import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eraseAccounts } from '../../src/accounts/erase-accounts.ts'
import { listOwnRows } from '../../src/accounts/export.queries.ts'
import { ownership } from '../../src/accounts/ownership.ts'
import { keepLog } from '../../src/audit/keep-log.ts'
import { verifyLog } from '../../src/audit/verify-log.ts'
import { schema, type TableName } from '../../src/platform/db/schema.ts'
import { cleanUp } from '../../src/worker.ts'
import { type Filled, fillTables, readTables } from '../fill-tables.ts'
import { startServer, type TestServer } from '../harness.ts'

const tables = Object.keys(schema) as TableName[]
type Row = Record<string, unknown>

test('every table of the database is in the registry of ownership, with every column that the export could show', async (t) => {
  const { app } = await startServer(t)
  const made = (await app.db.introspection.getTables()).map(({ name }) => name)
  assert.deepEqual(Object.keys(ownership).toSorted(), made.toSorted())
  for (const table of tables) {
    const { exported } = ownership[table]
    if ('not' in exported) assert.match(exported.not, /^[A-Z].{10,}\.$/, table)
    else assert.deepEqual(Object.keys(exported.columns).toSorted(), Object.keys(schema[table]).toSorted(), table)
  }
  const members = tables.flatMap((table) => {
    const { exported } = ownership[table]
    return 'member' in exported ? [exported.member] : []
  })
  assert.equal(new Set(members).size, members.length)
})

test('what looks like a secret is never shown', () => {
  for (const table of tables) {
    const { exported } = ownership[table]
    if ('not' in exported) continue
    const shown = Object.entries<string>(exported.columns).flatMap(([name, is]) => (is === 'shown' ? [name] : []))
    const suspect = shown.filter((name) => /hash|digest|sealed|seed|secret|salt|token|public_key/.test(name))
    assert.deepEqual(suspect, [], table)
    for (const name of exported.order) assert.ok(shown.includes(name), `${table} is ordered by ${name}`)
  }
})

/** What the export tells of somebody, by table. */
async function exportOf({ app }: TestServer, { id: accountId }: Filled): Promise<Map<TableName, Row[]>> {
  const found = new Map<TableName, Row[]>()
  for (const table of tables) {
    const { exported } = ownership[table]
    if ('not' in exported) continue
    found.set(table, await listOwnRows(app.db, table, exported as never, { accountId, after: undefined, most: 100 }))
  }
  return found
}

test('the export holds every row of its person in every table, all of it but secrets, and nothing of anybody else', async (t) => {
  const server = await startServer(t)
  const now = server.clock.now()
  const ana = await fillTables(server.app, 'ana', now)
  const ben = await fillTables(server.app, 'ben', now)
  const found = await exportOf(server, ana)
  const stored = await readTables(server.app)
  for (const [table, rows] of found) {
    const { exported } = ownership[table]
    assert.equal(rows.length, 1, table)
    const own = stored[table].find((row) => JSON.stringify(row).includes(ana.id)) ?? assert.fail(table)
    const shown = Object.entries<string>('columns' in exported ? exported.columns : {})
    const expected = shown.flatMap(([name, is]) => (is === 'shown' ? [[name, own[name]]] : []))
    assert.deepEqual({ ...rows[0] }, Object.fromEntries(expected), table)
  }
  const text = JSON.stringify([...found])
  assert.equal(text.includes(ben.id) || text.includes('ben-'), false)
  const left = tables.filter((table) => !found.has(table))
  assert.deepEqual(
    left.filter((table) => 'account_id' in schema[table]),
    ['social_flow', 'notice_ticket'],
    'a table that names accounts is exported, unless its rows last for minutes',
  )
})

test('pages of the export meet without a gap, also where many rows are of one moment', async (t) => {
  const { app, clock } = await startServer(t)
  const at = clock.now()
  const ana = await fillTables(app, 'ana', at)
  const event = { id: '', at, name: 'x', account_id: ana.id, ip: '', user_agent: '', request_id: '', facts: {} }
  const rows = Array.from({ length: 24 }, () => ({ ...event, id: crypto.randomUUID() }))
  await app.db.insertInto('audit_event').values(rows).execute()
  const { exported } = ownership.audit_event
  const seen: unknown[] = []
  for (let after: Row | undefined; ; ) {
    const page = await listOwnRows(app.db, 'audit_event', exported as never, { accountId: ana.id, after, most: 7 })
    seen.push(...page.map(({ id }) => id))
    after = page.at(-1)
    if (page.length < 7) break
  }
  assert.equal(seen.length, 25)
  assert.equal(new Set(seen).size, 25)
})

test('an erasure leaves nothing of its person in any table, and everybody else as they were', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const now = server.clock.now()
  const ana = await fillTables(app, 'ana', now)
  const ben = await fillTables(app, 'ben', now, { erasure: { due_at: new Date(now.getTime() + 60_000) } })
  const before = await readTables(app)
  assert.equal(await eraseAccounts(app, 10), 1)
  await server.settle()
  const after = await readTables(app)
  for (const table of tables) {
    const text = JSON.stringify(after[table])
    const { erased } = ownership[table]
    const mayStay = typeof erased === 'object' && !('account_id' in schema[table])
    if (mayStay) continue
    assert.equal(text.includes(ana.id), false, `${table} still names the account`)
    // Of an event its name and what happened stay; nothing else of a row does.
    const rest = table === 'audit_event' ? text.replaceAll(/"(name|facts)":\S*?ana-audit_event-\1\S*?[,}]/g, '') : text
    assert.equal(rest.includes('ana-'), false, `${table}: ${rest}`)
    const own = (rows: Row[]) => rows.filter((row) => JSON.stringify(row).includes(ben.id)).map(withoutSeal)
    assert.deepEqual(own(after[table]), own(before[table]), `${table} of somebody else`)
    assert.ok(own(after[table]).length > 0, table)
  }
  const [forgotten] = after.audit_event.filter(({ name }) => name === ana.mark('audit_event', 'name'))
  assert.deepEqual([forgotten?.account_id, forgotten?.ip, forgotten?.personal_facts], [null, '', null])
  assert.deepEqual((await verifyLog(app, { anchors: [], onProgress: () => undefined })).findings, [])
})

function withoutSeal({ subject, salt, personal_digest, chain, position, hash, ...row }: Row): Row {
  return row
}

const day = 86_400_000

test('each table is kept as long as the registry says, not shorter and not longer', async (t) => {
  const server = await startServer(t, { AUDIT_RETENTION_DAYS: '50' })
  const { app, clock } = server
  const at = new Date(clock.now().getTime() + 2 * day)
  // Whose address was never proved, whose account is to be erased, and who is neither.
  const never = new Date(at.getTime() + 999 * day)
  const rest = { factor: { confirmed_at: null }, factor_recovery: { due_at: null }, budget: { expire: at.getTime() } }
  const waits = { ...rest, erasure: { due_at: never } }
  const made = {
    old: await fillTables(app, 'old', at, { ...waits, account: { email_verified_at: null } }),
    gone: await fillTables(app, 'gone', at, rest),
    new: await fillTables(app, 'new', at, waits),
  }
  await keepLog(app)
  const whoseTerm = (table: TableName) => (table === 'account' ? 'old' : table === 'erasure' ? 'gone' : 'new')
  const rowsOf = async (table: TableName, name: keyof typeof made) =>
    (await readTables(app))[table].filter((row) => new RegExp(`${made[name].id}|"${name}-`).test(JSON.stringify(row)))
  const moveTo = (instant: number) => clock.advance({ seconds: (instant - clock.now().getTime()) / 1000 })
  for (const [days, terms] of termsOf(server)) {
    moveTo(at.getTime() + days * day - 60_000)
    await cleanUp(app)
    for (const table of terms) assert.equal((await rowsOf(table, whoseTerm(table))).length, 1, `${table}: too early`)
    moveTo(at.getTime() + days * day + 60_000)
    await cleanUp(app)
    for (const table of terms) assert.deepEqual(await rowsOf(table, whoseTerm(table)), [], `${table}: too late`)
  }
  for (const table of tables.filter((one) => ownership[one].kept === 'as long as the account')) {
    assert.equal((await rowsOf(table, 'new')).length, 1, table)
    assert.deepEqual([...(await rowsOf(table, 'old')), ...(await rowsOf(table, 'gone'))], [], table)
  }
})

/**
 * The tables by their terms in days, the shortest first; those of signing keys and of samples of how many sessions live,
 * which are nobody's, have tests of their own.
 */
function termsOf({ app }: TestServer): [days: number, tables: TableName[]][] {
  const days = (table: TableName): number | undefined => {
    const { kept } = ownership[table]
    return typeof kept === 'string' ? undefined : kept.days(app.config)
  }
  const elsewhere: readonly TableName[] = ['signing_key', 'session_sample']
  const ended = tables.filter((table) => days(table) !== undefined && !elsewhere.includes(table))
  return [...Map.groupBy(ended, (table) => days(table) ?? 0)].toSorted(([a], [b]) => a - b)
}
