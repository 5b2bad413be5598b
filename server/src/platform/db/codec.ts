import { logicalType } from './schema.ts'

/** A value as SQLite stores it. */
export type Stored = null | number | bigint | string | Uint8Array

/** Writes a domain value for SQLite: instants as integer milliseconds, booleans as 0/1, documents as JSON text. */
export function toSqlite(value: unknown): Stored {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value
  if (value instanceof Uint8Array) return value
  return JSON.stringify(value)
}

/** Writes a domain value for PostgreSQL, whose driver knows all but documents (it would take a list for an SQL array). */
export function toPostgres(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Date || value instanceof Uint8Array) return value
  return JSON.stringify(value)
}

type ResultColumn = { name: string; table: string | null; column: string | null }
type Row = Record<string, unknown>

/**
 * Makes the reader of one statement's rows.
 * @param columns the statement's result columns with the table and column they come from
 * @returns undefined when no column needs decoding
 */
export function rowReader(columns: readonly ResultColumn[]): ((row: Row) => Row) | undefined {
  const decoders: [name: string, decode: (value: unknown) => unknown][] = []
  for (const { name, table, column } of columns) {
    const decode = fromSqlite(logicalType(table, column))
    if (decode) decoders.push([name, decode])
  }
  if (decoders.length === 0) return undefined
  return (row) => {
    for (const [name, decode] of decoders) {
      if (row[name] !== null) row[name] = decode(row[name])
    }
    return row
  }
}

function fromSqlite(type: ReturnType<typeof logicalType>): ((value: unknown) => unknown) | undefined {
  if (type === 'instant') return (value) => new Date(Number(value))
  if (type === 'bool') return (value) => value === 1
  if (type === 'json') return (value) => JSON.parse(String(value))
  return undefined
}
