import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Panel } from '../../account/parts.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { AdminTexts } from '../../texts/en/admin.ts'
import { useStaff } from '../rights.ts'
import type { Column } from '../table/column.ts'
import { type Filter, FilterBar } from '../table/filter-bar.tsx'
import { Listing } from '../table/listing.tsx'
import { useFilters } from '../use-filters.ts'
import { useKeyset } from '../use-keyset.ts'
import { When } from '../when.tsx'
import { askDeliveries, type Delivery, webhooksKey } from './ask-webhooks.ts'
import { ReplayOneSheet } from './replay-sheet.tsx'
import type { DeliveriesSearch } from './search.ts'

const idOf = ({ event_id }: Delivery) => event_id
const looks: Readonly<Record<string, string>> = { delivered: 'state good', pending: 'state warn', dead: 'state fault' }

/** What a webhook was sent, and what it answered. */
export function Deliveries({ endpointId }: { readonly endpointId: string }) {
  const { deliveries } = useAdminTexts().webhooks
  const [search, change] = useFilters<DeliveriesSearch>()
  const [again, setAgain] = useState<string>()
  const columns = useDeliveryColumns(setAgain)
  const list = useKeyset({
    key: [...webhooksKey, endpointId, search],
    ask: () => askDeliveries(endpointId, search),
  })
  const filters = useMemo<readonly Filter[]>(
    () => [{ kind: 'choice', name: 'state', label: deliveries.state, options: Object.entries(deliveries.states) }],
    [deliveries],
  )
  return (
    <Panel title={deliveries.title} lead={deliveries.lead}>
      <FilterBar filters={filters} present={search} change={change} />
      <Listing list={list} label={deliveries.title} columns={columns} idOf={idOf} empty={deliveries.none} />
      {again !== undefined && (
        <ReplayOneSheet endpointId={endpointId} eventId={again} onClose={() => setAgain(undefined)} />
      )}
    </Panel>
  )
}

function useDeliveryColumns(onAgain: (eventId: string) => void): readonly Column<Delivery>[] {
  const { webhooks } = useAdminTexts()
  const { may } = useStaff()
  return useMemo(() => {
    const { deliveries, replay } = webhooks
    const acts: Column<Delivery> = {
      key: 'acts',
      title: deliveries.columns.acts,
      width: 'minmax(6.5rem, 0.7fr)',
      cell: ({ event_type, event_id }) => (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={replay.label(event_type, event_id)}
          onClick={() => onAgain(event_id)}
        >
          {replay.button}
        </Button>
      ),
    }
    return [...columnsOf(deliveries), ...(may('webhooks.replay') ? [acts] : [])]
  }, [webhooks, may, onAgain])
}

function columnsOf({ columns, states }: AdminTexts['webhooks']['deliveries']): Column<Delivery>[] {
  const known: Readonly<Record<string, string>> = states
  return [
    {
      key: 'event',
      title: columns.event,
      width: 'minmax(9.5rem, 1.6fr)',
      isName: true,
      cell: ({ event_type, event_id }) => (
        <>
          <strong>{event_type}</strong>
          <code className="about">{event_id}</code>
        </>
      ),
    },
    {
      key: 'state',
      title: columns.state,
      width: 'minmax(5.5rem, 0.8fr)',
      cell: ({ state }) => <span className={looks[state] ?? 'state'}>{known[state] ?? state}</span>,
    },
    { key: 'attempts', title: columns.attempts, width: 'minmax(3rem, 0.4fr)', cell: ({ attempts }) => attempts },
    {
      key: 'answer',
      title: columns.answer,
      width: 'minmax(7.5rem, 1.4fr)',
      cell: ({ last_status, last_error }) =>
        [last_status, last_error].filter((part) => part !== null).join(' · ') || '–',
    },
    {
      key: 'happened',
      title: columns.happened,
      width: '8rem',
      cell: ({ happened_at }) => <When at={happened_at} />,
    },
    { key: 'next', title: columns.next, width: 'minmax(6.5rem, 8rem)', cell: ({ due_at }) => <When at={due_at} /> },
  ]
}
