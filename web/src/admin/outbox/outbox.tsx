import { useMemo } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useSelection } from '../people/use-selection.ts'
import { useStaff } from '../rights.ts'
import { ColumnMenu } from '../table/column-menu.tsx'
import { type Filter, FilterBar } from '../table/filter-bar.tsx'
import { Listing } from '../table/listing.tsx'
import { useColumns } from '../table/use-columns.ts'
import { useFilters } from '../use-filters.ts'
import { useKeyset } from '../use-keyset.ts'
import { askOutbox, type Item } from './ask-outbox.ts'
import { useOutboxColumns } from './columns.tsx'
import { RetryBar } from './retry-bar.tsx'
import type { OutboxSearch } from './search.ts'

const idOf = ({ id }: Item) => id

/** What waits to be sent, and what was given up. */
export function Outbox() {
  const { outbox } = useAdminTexts()
  const { may } = useStaff()
  const [search, change] = useFilters<OutboxSearch>()
  const filters = useOutboxFilters()
  const all = useOutboxColumns()
  const { columns, isShown, toggle } = useColumns('outbox', all)
  const selection = useSelection(JSON.stringify(search))
  const list = useKeyset({ key: ['admin', 'outbox', search], ask: (cursor) => askOutbox(search, cursor) })
  const state = search.state ?? 'failed'
  const isRetried = state === 'failed' && may('outbox.retry')
  const topics: Readonly<Record<string, string>> = outbox.topics
  const nameOf = ({ topic, id }: Item) => `${topics[topic] ?? topic}, ${id}`
  return (
    <>
      <PageHead title={outbox.title} lead={outbox.lead} />
      <section className="panel">
        <FilterBar filters={filters} present={search} change={change}>
          <ColumnMenu all={all} isShown={isShown} toggle={toggle} />
        </FilterBar>
        {isRetried && list.data && list.data.length > 0 && <RetryBar selection={selection} />}
        <Listing
          list={list}
          label={outbox.title}
          columns={columns}
          idOf={idOf}
          selection={isRetried ? { ...selection, nameOf } : undefined}
          empty={outbox.none[state]}
        />
      </section>
    </>
  )
}

function useOutboxFilters(): readonly Filter[] {
  const { outbox } = useAdminTexts()
  return useMemo(
    () => [
      {
        kind: 'choice',
        name: 'state',
        label: outbox.state,
        options: Object.entries(outbox.states),
        usual: 'failed',
      },
      { kind: 'choice', name: 'topic', label: outbox.topic, options: Object.entries(outbox.topics) },
    ],
    [outbox],
  )
}
