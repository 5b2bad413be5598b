import type { Config } from '../platform/config-types.ts'
import type { Schema, TableName } from '../platform/db/schema.ts'

/** Whether the export shows a column, or why it does not: a new column compiles only when that was decided. */
type Shown = 'shown' | 'a secret' | 'of the seal'
type ColumnOf<T extends TableName> = keyof Schema[T] & string

export type Export<T extends TableName> = {
  /** The name of the list in the document. */
  readonly member: string
  /** The column that names the account, or `counters` for keys that hold its id. */
  readonly by: ColumnOf<T> | 'counters'
  /** The order of the rows, which no two rows of one account share. */
  readonly order: readonly [ColumnOf<T>, ColumnOf<T>]
  readonly columns: { readonly [C in ColumnOf<T>]: Shown }
}

/** Rows go so many days after an instant; `only` says which, and those whose instant is null stay. */
export type Term<T extends TableName> = {
  readonly after: ColumnOf<T>
  readonly days: (config: Config) => number
  readonly only?: string
}

export type Ownership<T extends TableName> = {
  readonly exported: Export<T> | { readonly not: string }
  /** What becomes of the rows when their person is erased. */
  readonly erased: 'with the account' | 'by its id' | 'made nobody’s' | { readonly not: string }
  /** A term ends rows earlier than their owner does. */
  readonly kept: 'as long as the account' | 'as long as the service' | Term<T>
}

/** The columns that the export shows. */
export function shown<C extends string>(...columns: readonly C[]): Readonly<Record<C, 'shown'>> {
  return Object.fromEntries(columns.map((column) => [column, 'shown'])) as Record<C, 'shown'>
}

export const fleeting = {
  not: 'It lives for minutes, and whose it is stands nowhere but behind a digest or a session.',
}

/** Rows that go as soon as their instant has passed. */
export const now = (): number => 0
