import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { Column, Sorting } from './column.ts'

type TableHeadProps<R> = {
  readonly columns: readonly Column<R>[]
  readonly sorting: Sorting | undefined
  readonly hasSelection: boolean
}

/** The titles of the columns; those that the service can sort by are buttons. */
export function TableHead<R>({ columns, sorting, hasSelection }: TableHeadProps<R>) {
  const { table } = useAdminTexts()
  return (
    // biome-ignore lint/a11y/useSemanticElements: of a table that is none (data-table.tsx)
    <div role="rowgroup">
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above */}
      <div role="row" aria-rowindex={1} className="table-head">
        {hasSelection && (
          // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
          <div role="columnheader" className="table-cell">
            <span className="sr">{table.chosen}</span>
          </div>
        )}
        {columns.map((column) => (
          <Title key={column.key} column={column} sorting={sorting} />
        ))}
      </div>
    </div>
  )
}

function Title<R>({ column: { title, sort }, sorting }: { column: Column<R>; sorting: Sorting | undefined }) {
  if (!sort || !sorting) {
    return (
      // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: of a table that is none
      <div role="columnheader" className="table-cell">
        {title}
      </div>
    )
  }
  const order = sorting.by === sort.up ? 'ascending' : sorting.by === sort.down ? 'descending' : 'none'
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: of a table that is none
    <div role="columnheader" aria-sort={order} className="table-cell">
      <button
        type="button"
        className="sort"
        onClick={() => sorting.change(order === 'ascending' ? sort.down : sort.up)}
      >
        {title}
        {order !== 'none' && <Icon name={order === 'ascending' ? 'up' : 'down'} />}
      </button>
    </div>
  )
}
