import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { More } from '../use-keyset.ts'
import type { Column, Selection, Sorting } from './column.ts'
import { MoreRows } from './more-rows.tsx'
import { TableHead } from './table-head.tsx'

/** Of a row before it was measured, in pixels. */
const guessedHeight = 60
/** Rows beside those in the window, so that quick scrolling finds some. */
const overscan = 12

export type DataTableProps<R> = {
  readonly label: string
  readonly columns: readonly Column<R>[]
  readonly rows: readonly R[]
  readonly idOf: (row: R) => string
  readonly sorting?: Sorting
  readonly selection?: Selection<R> | undefined
  /** What a row has below it when it is unfolded. */
  readonly details?: (row: R) => ReactNode
  readonly more: More
  readonly isBusy?: boolean
}

/**
 * A table of which only the rows near the window are in the page, however many are loaded. On a phone a row is a card.
 * More are asked for when the end comes near.
 */
export function DataTable<R>(props: DataTableProps<R>) {
  const { label, columns, rows, idOf, sorting, selection, details, more, isBusy = false } = props
  const { ref, virtual } = useWindow(rows, idOf)
  const items = virtual.getVirtualItems()
  useMoreNearEnd(items.at(-1)?.index ?? 0, rows.length, more)
  const widths = [...(selection ? ['1.75rem'] : []), ...columns.map(({ width }) => width)].join(' ')
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: the rows are placed one by one, which a table element does not let them */}
      <div
        role="table"
        className="table"
        aria-label={label}
        aria-rowcount={more.has ? -1 : rows.length + 1}
        aria-busy={isBusy}
        style={{ '--columns': widths } as CSSProperties}
      >
        <TableHead columns={columns} sorting={sorting} hasSelection={selection !== undefined} />
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" ref={ref} className="table-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                data-index={index}
                ref={virtual.measureElement}
                className="table-row"
                style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
              >
                {selection && <ChoiceCell row={row} id={idOf(row)} selection={selection} />}
                {columns.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
                <Details>{details?.(row)}</Details>
              </div>
            )
          })}
        </div>
      </div>
      <MoreRows more={more} />
    </>
  )
}

function Cell<R>({ column, row }: { column: Column<R>; row: R }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: its row is none either
    <div role="cell" className={column.isName ? 'table-cell name' : 'table-cell'}>
      {!column.isName && (
        <span className="cell-title" aria-hidden="true">
          {column.title}
        </span>
      )}
      <span className="cell-value">{column.cell(row)}</span>
    </div>
  )
}

function Details({ children }: { readonly children: ReactNode }) {
  if (!children) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: its row is none either
    <div role="cell" className="table-cell details">
      {children}
    </div>
  )
}

function ChoiceCell<R>({ row, id, selection }: { row: R; id: string; selection: Selection<R> }) {
  const { table } = useAdminTexts()
  return (
    // biome-ignore lint/a11y/useSemanticElements: its row is none either
    <div role="cell" className="table-cell tick-cell">
      <input
        type="checkbox"
        className="tick"
        aria-label={table.choose(selection.nameOf(row))}
        checked={selection.chosen.has(id)}
        onChange={() => selection.toggle(id)}
      />
    </div>
  )
}

/** Which rows are near the window of the browser. */
function useWindow<R>(rows: readonly R[], idOf: (row: R) => string) {
  const ref = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    // What stands above can grow at any time: a filter, a notice.
    const top = (ref.current?.getBoundingClientRect().top ?? 0) + window.scrollY
    if (Math.abs(top - scrollMargin) > 1) setScrollMargin(top)
  })
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => guessedHeight,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : idOf(row)
    },
    overscan,
    scrollMargin,
    useFlushSync: false,
  })
  return { ref, virtual }
}

/** Asks for more when the last rows come near; a failure waits for somebody to press the button. */
function useMoreNearEnd(last: number, count: number, { has, isBusy, error, ask }: More): void {
  const isNear = has && !isBusy && error === null && last >= count - overscan
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each time the end comes near
  useEffect(() => {
    if (isNear) ask()
  }, [isNear, count])
}
