import { randomUUID } from 'node:crypto'
import type { App } from '../platform/app.ts'
import { findSecrets } from './endpoints.queries.ts'
import { eventDocument } from './event-document.ts'
import { type Outcome, postWebhook } from './post-webhook.ts'

/**
 * Sends a signed event `webhook.test` to an endpoint, now and once, also to one that is stopped. Nothing is kept of it.
 * @returns how it went; undefined for no such endpoint
 */
export async function testEndpoint(app: App, id: string): Promise<Outcome | undefined> {
  const endpoint = await findSecrets(app.db, id)
  if (!endpoint) return undefined
  const eventId = randomUUID()
  const facts = { endpoint_id: id }
  const document = eventDocument({ eventId, type: 'webhook.test', at: app.now().toISOString(), facts })
  const never = new AbortController().signal
  return postWebhook(app, { endpoint, eventId, body: JSON.stringify(document) }, never)
}
