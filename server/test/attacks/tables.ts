import type { App } from '../../src/platform/app.ts'
import { schema, type TableName } from '../../src/platform/db/schema.ts'

/** One stored value, as readable as it gets: bytes and documents as text. */
export type Cell = { readonly table: TableName; readonly column: string; readonly text: string }

/** Everything that is stored, value by value. */
export async function readTables(app: App): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const table of Object.keys(schema) as TableName[]) {
    for (const row of await app.db.selectFrom(table).selectAll().execute()) {
      for (const [column, value] of Object.entries(row)) cells.push({ table, column, text: readable(value) })
    }
  }
  return cells
}

function readable(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
