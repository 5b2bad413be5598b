import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useStaff } from '../rights.ts'
import { SecretSheet } from '../secret-sheet.tsx'
import type { Column } from '../table/column.ts'
import { Listing } from '../table/listing.tsx'
import { useKeyset } from '../use-keyset.ts'
import { When } from '../when.tsx'
import { AddSheet } from './add-sheet.tsx'
import { askWebhooks, type Endpoint, webhooksKey } from './ask-webhooks.ts'
import { EndpointState } from './endpoint-state.tsx'

const idOf = ({ id }: Endpoint) => id

/** Who is told of events. */
export function Webhooks() {
  const { webhooks } = useAdminTexts()
  const { may } = useStaff()
  const columns = useWebhookColumns()
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const list = useKeyset({ key: [...webhooksKey, 'list'], ask: askWebhooks })
  return (
    <>
      <div className="row apart">
        <PageHead title={webhooks.title} lead={webhooks.lead} />
        {may('webhooks.add') && (
          <Button size="sm" leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
            {webhooks.add.button}
          </Button>
        )}
      </div>
      <section className="panel">
        <Listing list={list} label={webhooks.title} columns={columns} idOf={idOf} empty={webhooks.none} />
      </section>
      {isAdding && <AddSheet onSecret={setSecret} onClose={() => setAdding(false)} />}
      {secret !== undefined && (
        <SecretSheet
          title={webhooks.secret.title}
          lines={[{ name: webhooks.secret.name, text: secret }]}
          onClose={() => setSecret(undefined)}
        />
      )}
    </>
  )
}

function useWebhookColumns(): readonly Column<Endpoint>[] {
  const { webhooks: words } = useAdminTexts()
  return useMemo(() => {
    const { columns } = words
    return [
      {
        key: 'url',
        title: columns.url,
        width: 'minmax(14rem, 2fr)',
        isName: true,
        cell: ({ id, url }) => (
          <Link to="/admin/webhooks/$id" params={{ id }}>
            {url}
          </Link>
        ),
      },
      {
        key: 'events',
        title: columns.events,
        width: 'minmax(9rem, 1fr)',
        cell: ({ events }) => (events.length === 0 ? words.all : events.join(', ')),
      },
      {
        key: 'state',
        title: columns.state,
        width: 'minmax(9rem, 1fr)',
        cell: ({ status }) => <EndpointState status={status} />,
      },
      {
        key: 'deliveries',
        title: columns.deliveries,
        width: 'minmax(9rem, 1.2fr)',
        cell: ({ deliveries: { pending, delivered, dead } }) => words.counts(pending, delivered, dead),
      },
      {
        key: 'created',
        title: columns.created,
        width: '8rem',
        cell: ({ created_at }) => <When at={created_at} />,
      },
    ]
  }, [words])
}
