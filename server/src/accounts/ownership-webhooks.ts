import { now, type Ownership } from './ownership-types.ts'

type WebhookTable = 'webhook_endpoint' | 'webhook_delivery'

const services = { not: 'It is the service’s own.' }

/** Whose the rows about webhooks are. */
export const webhookOwnership: { readonly [T in WebhookTable]: Ownership<T> } = {
  webhook_endpoint: { exported: services, erased: services, kept: 'as long as the service' },
  webhook_delivery: {
    exported: { not: 'It tells other services of what the document shows, and is kept a month to be sent again.' },
    // What is still on its way arrives first, as it does from the outbox.
    erased: 'by its id',
    kept: { after: 'kept_until', days: now, only: 'what was delivered or given up' },
  },
}
