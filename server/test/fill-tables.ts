import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import { insertAccount } from '../src/accounts/accounts.queries.ts'
import type { App } from '../src/platform/app.ts'
import type { Column } from '../src/platform/db/columns.ts'
import { type Schema, schema, type TableName } from '../src/platform/db/schema.ts'

/** Tables whose rows are a person's, or may be about one, parents first; the service's own are left as they are. */
const filled = (Object.keys(schema) as TableName[])
  .filter((table) => !['audit_checkpoint', 'audit_stream', 'signing_key', 'service', 'session_sample'].includes(table))
  .toSorted((a, b) => rank(a) - rank(b))

function rank(table: TableName): number {
  const parents: TableName[] = ['account', 'session', 'webhook_endpoint']
  const place = parents.indexOf(table)
  return place === -1 ? parents.length : place
}

export type Filled = { readonly id: string; readonly mark: (table: TableName, column: string) => string }

/**
 * Puts one row into every table for somebody new: each text names its person, table and column, so that it is known
 * wherever it turns up. A table that is added to the schema is filled too.
 * @param at what every instant is
 * @param changes columns of a table that are to be something else
 */
export async function fillTables(app: App, name: string, at: Date, changes: Changes = {}): Promise<Filled> {
  const id = randomUUID()
  const sessionId = randomUUID()
  const endpointId = randomUUID()
  const mark = (table: TableName, column: string): string => `${name}-${table}-${column}`
  for (const table of filled) {
    const columns = Object.entries<Column<unknown>>(schema[table])
    const entries = columns.map(([column, { type, nullable }]) => {
      if (column === 'account_id' || (table === 'account' && column === 'id')) return [column, id]
      if (column === 'user_id') return [column, id]
      if (column === 'endpoint_id' || (table === 'webhook_endpoint' && column === 'id')) return [column, endpointId]
      if ((table === 'session' && column === 'id') || (column === 'session_id' && !nullable)) return [column, sessionId]
      if (column === 'key' && table === 'attempt') return [column, `password:${id}:${mark(table, column)}`]
      // Ids of other rows are for the tests of who writes them; the seal is put by the worker.
      if (type === 'uuid') return [column, nullable ? null : randomUUID()]
      if (table === 'audit_event' && sealed.has(column)) return [column, null]
      return [column, sampleOf(type, mark(table, column), at)]
    })
    const row = { ...Object.fromEntries(entries), ...changes[table] }
    if (table === 'account') await insertAccount(app.db, row as Insertable<Schema['account']>)
    else
      await app.db
        .insertInto(table)
        .values(row as never)
        .execute()
  }
  return { id, mark }
}

export type Changes = { [T in TableName]?: Partial<Insertable<Schema[T]>> }

const sealed: ReadonlySet<string> = new Set(['subject', 'salt', 'personal_digest', 'chain', 'position', 'hash'])

function sampleOf(type: Column<unknown>['type'], mark: string, at: Date): unknown {
  if (type === 'text') return mark
  if (type === 'instant') return at
  if (type === 'bool') return true
  if (type === 'int') return 7
  return type === 'bytes' ? Buffer.from(mark) : [mark]
}

/** Every table of the database as the product reads it. */
export async function readTables(app: App): Promise<Record<TableName, Record<string, unknown>[]>> {
  const read = async (table: TableName) => [table, await app.db.selectFrom(table).selectAll().execute()]
  return Object.fromEntries(await Promise.all((Object.keys(schema) as TableName[]).map(read)))
}
