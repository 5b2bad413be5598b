import type { ReactNode } from 'react'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { Shown } from '../shown.tsx'
import type { useKeyset } from '../use-keyset.ts'
import { DataTable, type DataTableProps } from './data-table.tsx'

type ListingProps<R> = Omit<DataTableProps<R>, 'rows' | 'more' | 'isBusy'> & {
  readonly list: Omit<ReturnType<typeof useKeyset>, 'data' | 'first'> & { readonly data: readonly R[] | undefined }
  /** What is told where nothing is. */
  readonly empty: ReactNode
}

/** A list in each of its states: on its way, refused, failed, empty, and there. */
export function Listing<R>({ list, empty, ...table }: ListingProps<R>) {
  const { table: words } = useAdminTexts()
  return (
    <>
      <p className="sr" role="status">
        {list.data && !list.isBusy ? words.count(list.data.length, list.more.has) : ''}
      </p>
      <Shown asked={list}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="empty">{empty}</p>
          ) : (
            <DataTable rows={rows} more={list.more} isBusy={list.isBusy} {...table} />
          )
        }
      </Shown>
    </>
  )
}
