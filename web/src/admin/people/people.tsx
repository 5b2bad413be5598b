import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { Note } from '../../form/form.tsx'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useStaff } from '../rights.ts'
import { ColumnMenu } from '../table/column-menu.tsx'
import { FilterBar } from '../table/filter-bar.tsx'
import { Listing } from '../table/listing.tsx'
import { useColumns } from '../table/use-columns.ts'
import { useFilters } from '../use-filters.ts'
import { useKeyset } from '../use-keyset.ts'
import { BulkBar } from './bulk-bar.tsx'
import { type ListedPerson, usePeopleColumns } from './columns.tsx'
import { CreateSheet } from './create-sheet.tsx'
import { ExportSheet } from './export-sheet.tsx'
import type { PeopleSearch } from './search.ts'
import { usePeopleFilters } from './use-people-filters.ts'
import { useSelection } from './use-selection.ts'

/** Of a page of the list: what the service gives at most. */
const limit = 100

const idOf = ({ id }: ListedPerson) => id
const nameOf = ({ email }: ListedPerson) => email

export function People() {
  const { people } = useAdminTexts()
  const [search, change] = useFilters<PeopleSearch>()
  const filters = usePeopleFilters()
  const all = usePeopleColumns()
  const { columns, isShown, toggle } = useColumns('people', all)
  const selection = useSelection(JSON.stringify(search))
  const list = useKeyset({
    key: ['admin', 'people', search],
    ask: (cursor) => {
      const query = { ...search, limit, ...(cursor === undefined ? {} : { cursor }) }
      return answerOf(api.GET('/api/admin/users/', { params: { query } }))
    },
  })
  const sorting = { by: search.sort ?? '-created_at', change: (sort: string) => change({ sort }) }
  const emailOf = (id: string) => list.data?.find((person) => person.id === id)?.email ?? id
  return (
    <>
      <div className="row apart">
        <PageHead title={people.title} lead={people.lead} />
        <Deeds search={search} />
      </div>
      <section className="panel">
        <FilterBar filters={filters} present={search} change={change}>
          <ColumnMenu all={all} isShown={isShown} toggle={toggle} />
        </FilterBar>
        {list.first?.is_cut && <Note>{people.cut}</Note>}
        <BulkBar selection={selection} nameOf={emailOf} />
        <Listing
          list={list}
          label={people.title}
          columns={columns}
          idOf={idOf}
          sorting={sorting}
          selection={{ ...selection, nameOf }}
          empty={people.none}
        />
      </section>
    </>
  )
}

/** What can be done beside acting on somebody who is there. */
function Deeds({ search }: { readonly search: PeopleSearch }) {
  const { people } = useAdminTexts()
  const { may } = useStaff()
  const [open, setOpen] = useState<'create' | 'export'>()
  const close = () => setOpen(undefined)
  return (
    <div className="row">
      {may('users.export') && (
        <Button variant="default" size="sm" leftSection={<Icon name="download" />} onClick={() => setOpen('export')}>
          {people.exporting.button}
        </Button>
      )}
      {may('users.create') && (
        <Button size="sm" leftSection={<Icon name="plus" />} onClick={() => setOpen('create')}>
          {people.create.button}
        </Button>
      )}
      {open === 'export' && <ExportSheet search={search} onClose={close} />}
      {open === 'create' && <CreateSheet onClose={close} />}
    </div>
  )
}
