import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { PageHead, Panel } from '../../account/parts.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { FactList } from '../fact-list.tsx'
import { Shown } from '../shown.tsx'
import { When } from '../when.tsx'
import { askWebhooks, type Endpoint, webhooksKey } from './ask-webhooks.ts'
import { Deliveries } from './deliveries.tsx'
import { EndpointButtons } from './endpoint-buttons.tsx'
import { EndpointState } from './endpoint-state.tsx'

const route = getRouteApi('/admin/webhooks/$id')

/** One address that is told of events, what can be done to it, and what it was sent. */
export function Webhook() {
  const { webhooks: words } = useAdminTexts()
  const { id } = route.useParams()
  const asked = useQuery({ queryKey: [...webhooksKey, 'all'], queryFn: askWebhooks })
  const endpoint = asked.data?.results.find((one) => one.id === id)
  return (
    <>
      <div className="stack tight">
        <Link to="/admin/webhooks" className="small">
          {words.back}
        </Link>
        <PageHead title={endpoint?.url ?? words.title} lead={endpoint ? eventsOf(endpoint, words.all) : ''} />
      </div>
      <Shown asked={asked}>
        {() => (endpoint ? <Whole endpoint={endpoint} /> : <p className="empty">{words.gone}</p>)}
      </Shown>
    </>
  )
}

const eventsOf = ({ events }: Endpoint, all: string) => (events.length === 0 ? all : events.join(', '))

function Whole({ endpoint }: { readonly endpoint: Endpoint }) {
  const { webhooks: words } = useAdminTexts()
  const { facts, columns, counts } = words
  const { id, status, created_at, failing_since, rests_until, old_until } = endpoint
  const { pending, delivered, dead } = endpoint.deliveries
  return (
    <>
      <Panel title={words.acts}>
        <FactList
          facts={[
            [columns.state, <EndpointState key="state" status={status} />],
            [columns.deliveries, counts(pending, delivered, dead)],
            [columns.created, <When key="created" at={created_at} />],
            [facts.failing, <When key="failing" at={failing_since} />],
            [facts.rests, <When key="rests" at={rests_until} />],
            [facts.old, <When key="old" at={old_until} />],
            [facts.id, <code key="id">{id}</code>],
          ]}
        />
        <EndpointButtons endpoint={endpoint} />
      </Panel>
      <Deliveries endpointId={id} />
    </>
  )
}
