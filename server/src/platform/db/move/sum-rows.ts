import { createHash } from 'node:crypto'
import { schema, type TableName } from '../schema.ts'
import type { Row } from './read-rows.ts'

/** What a table holds: how many rows, and a sum over their SHA-256 that does not depend on their order. */
export type Sum = { readonly rows: number; readonly digest: string }

/** Adds rows up. A row that is lost, doubled or changed in one value gives another sum. */
export function sumRows(table: TableName): { readonly add: (rows: readonly Row[]) => void; readonly sum: () => Sum } {
  const columns = Object.keys(schema[table])
  let [count, total] = [0, 0n]
  return {
    add(rows) {
      for (const row of rows) total += BigInt(`0x${digestOf(columns.map((name) => row[name]))}`)
      total = BigInt.asUintN(256, total)
      count += rows.length
    },
    sum: () => ({ rows: count, digest: total.toString(16).padStart(64, '0') }),
  }
}

function digestOf(values: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(values.map(plain)))
    .digest('hex')
}

/** A value with its kind, written the same whichever engine it came from: `jsonb` does not keep the order of members. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return { at: value.getTime() }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value ?? null
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { members: members.map(([name, member]) => [name, plain(member)]) }
}
