import type { ReactNode } from 'react'

export type Column<R> = {
  readonly key: string
  readonly title: string
  /** Of the grid, such as `minmax(0, 2fr)`: a table is never wider than its place. */
  readonly width: string
  readonly cell: (row: R) => ReactNode
  /** The words of the service that sort by it, if it can. */
  readonly sort?: { readonly up: string; readonly down: string }
  /** Cannot be left out: it names the row. */
  readonly isName?: boolean
  /** Left out until it is chosen. */
  readonly isExtra?: boolean
}

export type Sorting = { readonly by: string; readonly change: (word: string) => void }

export type Selection<R> = {
  readonly chosen: ReadonlySet<string>
  readonly toggle: (id: string) => void
  /** What a row is called, for whoever hears the table. */
  readonly nameOf: (row: R) => string
}
