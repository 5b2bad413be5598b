import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useStaff } from '../rights.ts'
import { ColumnMenu } from '../table/column-menu.tsx'
import { FilterBar } from '../table/filter-bar.tsx'
import { Listing } from '../table/listing.tsx'
import { useColumns } from '../table/use-columns.ts'
import { useFilters } from '../use-filters.ts'
import { useKeyset } from '../use-keyset.ts'
import { askAudit, type LoggedEvent } from './ask-audit.ts'
import { useAuditColumns } from './columns.tsx'
import { EventDetails } from './event-details.tsx'
import { ExportSheet } from './export-sheet.tsx'
import type { AuditSearch } from './search.ts'
import { useAuditFilters } from './use-audit-filters.ts'
import { useUnfolding } from './use-unfolding.ts'
import { type Verdict, VerdictPanel, VerifySheet } from './verify.tsx'

const idOf = ({ id }: LoggedEvent) => id

export function Audit() {
  const { audit } = useAdminTexts()
  const [search, change] = useFilters<AuditSearch>()
  const filters = useAuditFilters()
  const unfolding = useUnfolding()
  const all = useAuditColumns(unfolding)
  const { columns, isShown, toggle } = useColumns('audit', all)
  const list = useKeyset({ key: ['admin', 'audit', search], ask: (cursor) => askAudit(search, cursor) })
  const [verdict, setVerdict] = useState<Verdict>()
  const { open } = unfolding
  const details = useMemo(
    () => (event: LoggedEvent) => (open.has(event.id) ? <EventDetails event={event} /> : null),
    [open],
  )
  return (
    <>
      <div className="row apart">
        <PageHead title={audit.title} lead={audit.lead} />
        <Deeds search={search} onVerdict={setVerdict} />
      </div>
      {verdict && <VerdictPanel verdict={verdict} onClose={() => setVerdict(undefined)} />}
      <section className="panel">
        <FilterBar filters={filters} present={search} change={change}>
          <ColumnMenu all={all} isShown={isShown} toggle={toggle} />
        </FilterBar>
        <Listing list={list} label={audit.title} columns={columns} idOf={idOf} details={details} empty={audit.none} />
      </section>
    </>
  )
}

type DeedsProps = { readonly search: AuditSearch; readonly onVerdict: (verdict: Verdict) => void }

/** What can be done with the log as a whole. */
function Deeds({ search, onVerdict }: DeedsProps) {
  const { audit } = useAdminTexts()
  const { may } = useStaff()
  const [open, setOpen] = useState<'export' | 'verify'>()
  const close = () => setOpen(undefined)
  return (
    <div className="row">
      {may('audit.export') && (
        <Button variant="default" size="sm" leftSection={<Icon name="download" />} onClick={() => setOpen('export')}>
          {audit.exporting.button}
        </Button>
      )}
      {may('audit.verify') && (
        <Button size="sm" leftSection={<Icon name="shield" />} onClick={() => setOpen('verify')}>
          {audit.verify.button}
        </Button>
      )}
      {open === 'export' && <ExportSheet search={search} onClose={close} />}
      {open === 'verify' && <VerifySheet onVerdict={onVerdict} onClose={close} />}
    </div>
  )
}
