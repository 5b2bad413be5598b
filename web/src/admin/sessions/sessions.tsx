import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useMemo, useState } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import { ColumnMenu } from '../table/column-menu.tsx'
import { type Filter, FilterBar } from '../table/filter-bar.tsx'
import { Listing } from '../table/listing.tsx'
import { useColumns } from '../table/use-columns.ts'
import { useFilters } from '../use-filters.ts'
import { useKeyset } from '../use-keyset.ts'
import { type AnySession, askSessions } from './ask-sessions.ts'
import { deviceOf, useSessionColumns } from './columns.tsx'
import type { SessionsSearch } from './search.ts'

const idOf = ({ id }: AnySession) => id

/** Where everybody is signed in. */
export function Sessions() {
  const { sessions } = useAdminTexts()
  const [search, change] = useFilters<SessionsSearch>()
  const [ending, setEnding] = useState<AnySession>()
  const all = useSessionColumns(setEnding)
  const { columns, isShown, toggle } = useColumns('sessions', all)
  const list = useKeyset({ key: ['admin', 'sessions', search], ask: (cursor) => askSessions(search, cursor) })
  const filters = useMemo<readonly Filter[]>(
    () => [{ kind: 'search', name: 'account_id', label: sessions.account, hint: sessions.accountHint }],
    [sessions],
  )
  return (
    <>
      <PageHead title={sessions.title} lead={sessions.lead} />
      <section className="panel">
        <FilterBar filters={filters} present={search} change={change}>
          <ColumnMenu all={all} isShown={isShown} toggle={toggle} />
        </FilterBar>
        <Listing list={list} label={sessions.title} columns={columns} idOf={idOf} empty={sessions.none} />
      </section>
      {ending && <EndSheet one={ending} onClose={() => setEnding(undefined)} />}
    </>
  )
}

function EndSheet({ one, onClose }: { readonly one: AnySession; readonly onClose: () => void }) {
  const { person, table } = useAdminTexts()
  const path = { id: one.account_id, session: one.id }
  return (
    <ReasonSheet
      title={person.endSession.title}
      lead={table.about(one.email, person.endSession.lead(deviceOf(one, person.program)))}
      button={person.endSession.title}
      said={person.endSession.said}
      act={(reason) =>
        answerOf(api.POST('/api/admin/users/{id}/sessions/{session}/end/', { params: { path }, body: { reason } }))
      }
      onClose={onClose}
    />
  )
}
