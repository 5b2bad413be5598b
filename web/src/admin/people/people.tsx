import { answerOf } from 'kalosphere-auth-client/open-api.ts'
import { PageHead } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { Note } from '../../form/form.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ColumnMenu } from '../table/column-menu.tsx'
import { FilterBar } from '../table/filter-bar.tsx'
import { Listing } from '../table/listing.tsx'
import { useColumns } from '../table/use-columns.ts'
import { useFilters } from '../use-filters.ts'
import { useKeyset } from '../use-keyset.ts'
import { usePeopleColumns } from './columns.tsx'
import type { PeopleSearch } from './search.ts'
import { usePeopleFilters } from './use-people-filters.ts'

/** Of a page of the list: what the service gives at most. */
const limit = 100

export function People() {
  const { people } = useAdminTexts()
  const [search, change] = useFilters<PeopleSearch>()
  const filters = usePeopleFilters()
  const all = usePeopleColumns()
  const { columns, isShown, toggle } = useColumns('people', all)
  const list = useKeyset({
    key: ['admin', 'people', search],
    ask: (cursor) => {
      const query = { ...search, limit, ...(cursor === undefined ? {} : { cursor }) }
      return answerOf(api.GET('/api/admin/users/', { params: { query } }))
    },
  })
  const sorting = { by: search.sort ?? '-created_at', change: (sort: string) => change({ sort }) }
  return (
    <>
      <PageHead title={people.title} lead={people.lead} />
      <section className="panel">
        <FilterBar filters={filters} present={search} change={change}>
          <ColumnMenu all={all} isShown={isShown} toggle={toggle} />
        </FilterBar>
        {list.first?.is_cut && <Note>{people.cut}</Note>}
        <Listing
          list={list}
          label={people.title}
          columns={columns}
          idOf={({ id }) => id}
          sorting={sorting}
          empty={people.none}
        />
      </section>
    </>
  )
}
