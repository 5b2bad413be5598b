import { sql } from 'kysely'
import { type Db, isPostgres, type Tx } from '../db.ts'
import { schema, type TableName } from '../schema.ts'
import { countRows, type Row, readRows } from './read-rows.ts'
import { type Sum, sumRows } from './sum-rows.ts'
import { tablesInOrder } from './table-order.ts'

/** How much is read and written at once. */
const rowsAtOnce = 500
/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535. */
const parametersAtOnce = 30_000

export type Sums = Readonly<Record<string, Sum>>
export type Move = {
  /** Told rows done and in all; each row is written once and read back once. */
  readonly onProgress: (done: number, total: number) => void
  /** The last look before everything counts: throws to have nothing moved. */
  readonly inspect: (to: Tx) => Promise<void>
}

/**
 * Copies every table of the schema into an empty database, reads it back, and compares. The source cannot be written
 * meanwhile, and the target is written in one transaction: it has everything, compared, or nothing.
 * @returns what each table holds
 * @throws Error with a sentence for the operator; the target is empty then
 */
export async function moveRows(from: Db, to: Db, move: Move): Promise<Sums> {
  let moved: Sums | undefined
  const all = from.transaction().execute(async (source) => {
    await holdStill(source)
    moved = await to.transaction().execute((target) => fill(source, target, move))
  })
  // The source was only read: how its transaction ends is of no account once the target has everything.
  await all.catch((error: unknown) => {
    if (moved === undefined) throw error
  })
  if (moved === undefined) throw new TypeError('a move that did not fail has moved')
  return moved
}

async function fill(source: Tx, target: Tx, { onProgress, inspect }: Move): Promise<Sums> {
  await holdAlone(target)
  await requireEmpty(target)
  const total = await countAll(source)
  let done = 0
  const tell = (rows: number): void => {
    done += rows
    onProgress(done, 2 * total)
  }
  const sums: Record<string, Sum> = {}
  for (const table of tablesInOrder()) sums[table] = await copyTable({ source, target, table, tell })
  for (const table of tablesInOrder()) await compare({ target, table, tell }, sums[table])
  await inspect(target)
  // A source that was lost meanwhile was not locked any more, and may have been written.
  await countRows(source, 'audit_checkpoint')
  return sums
}

/** SQLite's transactions of ours hold the lock of writers from their beginning. */
async function holdStill(source: Tx): Promise<void> {
  if (!isPostgres(source)) return
  await sql`set transaction isolation level repeatable read`.execute(source)
  await beSlow(source)
  await sql`lock table ${allTables()} in share mode`.execute(source)
}

async function holdAlone(target: Tx): Promise<void> {
  if (!isPostgres(target)) return
  await beSlow(target)
  await sql`lock table ${allTables()} in share row exclusive mode`.execute(target)
}

/** Each side waits while the other is at work, for longer than a transaction of a request may. */
async function beSlow(tx: Tx): Promise<void> {
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
  await sql`set local statement_timeout = 0`.execute(tx)
}

function allTables() {
  return sql.join(tablesInOrder().map((table) => sql.table(table)))
}

async function countAll(tx: Tx): Promise<number> {
  let total = 0
  for (const table of tablesInOrder()) total += await countRows(tx, table)
  return total
}

async function requireEmpty(target: Tx): Promise<void> {
  for (const table of tablesInOrder()) {
    const rows = await countRows(target, table)
    // The migration puts one row there, which is replaced.
    const expected = table === 'audit_checkpoint' ? 1 : 0
    if (rows > expected) throw new Error(`The target is not empty: "${table}" has ${rows} rows. Name a new database.`)
  }
}

type Part = { target: Tx; table: TableName; tell: (rows: number) => void }

async function copyTable({ source, target, table, tell }: Part & { source: Tx }): Promise<Sum> {
  const total = sumRows(table)
  const size = Math.min(rowsAtOnce, Math.floor(parametersAtOnce / Object.keys(schema[table]).length))
  for await (const rows of readRows(source, table, size)) {
    total.add(rows)
    await write(target, table, rows).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`A row of "${table}" was not taken, so nothing was moved: ${why}`, { cause })
    })
    tell(rows.length)
  }
  return total.sum()
}

async function write(target: Tx, table: TableName, rows: readonly Row[]): Promise<void> {
  const insert = target.insertInto(table).values(rows as never)
  if (table !== 'audit_checkpoint') return void (await insert.execute())
  const [row] = rows
  await insert.onConflict((found) => found.column('id' as never).doUpdateSet(row as never)).execute()
}

async function compare({ target, table, tell }: Part, expected: Sum | undefined): Promise<void> {
  const total = sumRows(table)
  for await (const rows of readRows(target, table, rowsAtOnce)) {
    total.add(rows)
    tell(rows.length)
  }
  const found = total.sum()
  if (found.rows === expected?.rows && found.digest === expected.digest) return
  throw new Error(`"${table}" is not the same on both sides, so nothing was moved: see that nobody writes.`)
}
