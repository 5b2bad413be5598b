import { countDeliveries, type DeliveryCounts, deliveryStates as states } from '../events/count-deliveries.ts'
import { type DeliveryState, type ListedDelivery, listDeliveries } from '../events/deliveries.queries.ts'
import { findEndpoint, type ListedEndpoint, listEndpoints } from '../events/endpoints.queries.ts'
import type { App } from '../platform/app.ts'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'
import { inColumns } from './console.ts'
import { withService } from './with-app.ts'

export function listWebhooks(cli: Cli): Promise<void> {
  return withService(cli, async (app) => {
    const counts = await countDeliveries(app)
    const webhooks = (await listEndpoints(app.db)).map((endpoint) => describe(endpoint, counts(endpoint.id)))
    const rows = webhooks.map((webhook) => [
      webhook.id,
      webhook.status,
      ...states.map((state) => String(webhook.deliveries[state])),
      webhook.events.length === 0 ? 'all' : webhook.events.join(','),
      webhook.url,
    ])
    const heading = ['ID', 'STATUS', 'PENDING', 'DELIVERED', 'DEAD', 'EVENTS', 'URL']
    cli.console.tell({ webhooks }, inColumns([heading, ...rows]))
  })
}

export function showWebhook(cli: Cli, id: string): Promise<void> {
  return withService(cli, async (app) => {
    const webhook = describe(await findKnown(app, id), (await countDeliveries(app))(id))
    const { deliveries, ...told } = webhook
    const lines = [
      ...Object.entries(told).map(([name, value]) => [name, textOf(value)]),
      ...Object.entries(deliveries).map(([state, count]) => [state, String(count)]),
    ]
    cli.console.tell(webhook, inColumns(lines))
  })
}

type Wish = { state?: DeliveryState; limit: number }

export function listWebhookDeliveries(cli: Cli, id: string, { state, limit }: Wish): Promise<void> {
  return withService(cli, async (app) => {
    await findKnown(app, id)
    const found = await listDeliveries(app.db, { endpointId: id, state, most: limit + 1 })
    const deliveries = found.slice(0, limit).map(describeDelivery)
    const rows = deliveries.map((delivery) => [
      delivery.event_id,
      delivery.event_type,
      delivery.state,
      String(delivery.attempts),
      (delivery.due_at ?? delivery.last_attempt_at ?? delivery.happened_at).toISOString(),
      delivery.last_error ?? String(delivery.last_status ?? ''),
    ])
    const more = found.length > limit
    const heading = ['EVENT', 'TYPE', 'STATE', 'TRIES', 'DUE OR LAST TRIED', 'LAST ANSWER']
    cli.console.tell({ deliveries, more }, inColumns([heading, ...rows]))
    if (more && !cli.console.json()) cli.console.note('There are more: see --limit and --state.')
  })
}

async function findKnown(app: App, id: string): Promise<ListedEndpoint> {
  const endpoint = await findEndpoint(app.db, id)
  if (!endpoint) throw failure(`There is no endpoint with the id "${id}".`)
  return endpoint
}

function describe(endpoint: ListedEndpoint, deliveries: DeliveryCounts) {
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: endpoint.eventTypes,
    status: endpoint.status,
    created_at: endpoint.createdAt,
    failing_since: endpoint.failingSince,
    rests_until: endpoint.restsUntil,
    old_secret_until: endpoint.oldSecretUntil,
    deliveries,
  }
}

function describeDelivery(delivery: ListedDelivery) {
  return {
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    state: delivery.state,
    attempts: delivery.attempts,
    happened_at: delivery.createdAt,
    due_at: delivery.state === 'pending' ? delivery.dueAt : null,
    last_attempt_at: delivery.lastAttemptAt,
    last_status: delivery.lastStatus,
    last_error: delivery.lastError,
  }
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.length === 0 ? 'all' : value.join(', ')
  return String(value ?? '')
}
