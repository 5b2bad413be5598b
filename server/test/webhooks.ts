import type { TestContext } from 'node:test'
import { addEndpoint } from '../src/events/manage-endpoints.ts'
import { lanesEnded, sendWebhooks } from '../src/events/send-webhooks.ts'
import type { EventType } from '../src/outbox/enqueue-event.ts'
import { startServer, type TestServer } from './harness.ts'
import type { Receiver } from './stand-ins/webhook-receiver.ts'

/** Receivers of tests stand on this machine. */
export const localHooks = { WEBHOOK_PRIVATE_HOSTS: '127.0.0.1' }

export function startWithHooks(t: TestContext, settings: Record<string, string> = {}): Promise<TestServer> {
  return startServer(t, { ...localHooks, ...settings })
}

/** Has a receiver told of events. @returns the endpoint's id and its secret */
export function hook(server: TestServer, receiver: Receiver, ...eventTypes: EventType[]) {
  return addEndpoint(server.app, { url: receiver.url, eventTypes })
}

/** Sends until nothing is due any more, as the worker would. */
export async function sendAll({ app, settle }: TestServer): Promise<void> {
  const never = new AbortController().signal
  await settle()
  while ((await sendWebhooks(app, never)) > 0) await lanesEnded(app)
}

/** How the deliveries of an endpoint stand, oldest first. */
export function deliveriesOf({ app }: TestServer, endpointId: string) {
  return app.db
    .selectFrom('webhook_delivery')
    .select(['event_id as eventId', 'event_type as type', 'state', 'attempts', 'due_at as dueAt'])
    .select(['last_status as status', 'last_error as error', 'user_id as userId', 'last_attempt_at as triedAt'])
    .where('endpoint_id', '=', endpointId)
    .orderBy('position')
    .execute()
}

export async function statusOf({ app }: TestServer, endpointId: string): Promise<string | undefined> {
  const query = app.db.selectFrom('webhook_endpoint').select('status').where('id', '=', endpointId)
  return (await query.executeTakeFirst())?.status
}
