import type { App } from '../platform/app.ts'
import { isPrivateHost } from '../platform/event-settings.ts'
import { fetchOutside, type OutsideAnswer } from '../platform/outbound.ts'
import { OutboundError } from '../platform/outbound-error.ts'
import type { SealedSecrets } from './endpoints.queries.ts'
import { signWebhook } from './sign-webhook.ts'
import { openSecrets } from './webhook-secret.ts'

/** How long an endpoint may take to answer (the specification has 15 to 30 s). */
export const postTimeoutMs = 15_000
const longestRestSeconds = 3600
/** For who says "too many" and not for how long. */
const usualRestSeconds = 60

/** How an attempt went. `restSeconds`: for how long the endpoint wants to be left alone. */
export type Outcome =
  | { readonly kind: 'delivered' | 'gone'; readonly status: number }
  | {
      readonly kind: 'failed'
      readonly status: number | null
      readonly error: string
      readonly restSeconds?: number | undefined
    }
  | { readonly kind: 'interrupted' }

export type Post = { readonly endpoint: SealedSecrets; readonly eventId: string; readonly body: string }

/**
 * Sends one signed event to an endpoint, once. Its address is looked up and checked each time; redirects are not followed,
 * and of the answer only its status and `Retry-After` count.
 * @param signal ends the attempt as `interrupted`
 */
export async function postWebhook(app: App, { endpoint, eventId, body }: Post, signal: AbortSignal): Promise<Outcome> {
  const timestamp = Math.floor(app.now().getTime() / 1000)
  const signature = sign(app, endpoint, { id: eventId, timestamp, body })
  if (signature === undefined) return failed('Its secret is under a SECRET_KEY that is not configured')
  try {
    const answer = await fetchOutside(endpoint.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': eventId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature,
      },
      body,
      allowPrivate: isPrivateHost(app.config.events, new URL(endpoint.url)),
      timeoutMs: postTimeoutMs,
      statusOnly: true,
      signal,
    })
    return outcomeOf(answer, app.now())
  } catch (error) {
    if (signal.aborted) return { kind: 'interrupted' }
    if (error instanceof OutboundError) return failed(error.message)
    throw error
  }
}

function sign(app: App, endpoint: SealedSecrets, message: Parameters<typeof signWebhook>[1]): string | undefined {
  try {
    return signWebhook(openSecrets(app, endpoint), message)
  } catch (error) {
    app.log.error({ err: error, endpointId: endpoint.id }, 'a webhook cannot be signed')
    return undefined
  }
}

function failed(error: string): Outcome {
  return { kind: 'failed', status: null, error }
}

/** As the specification has it ("Delivery success and failure"). */
function outcomeOf({ status, headers }: OutsideAnswer, now: Date): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', status }
  if (status === 410) return { kind: 'gone', status }
  const restSeconds = status === 429 || status === 503 ? restOf(headers['retry-after'], now) : undefined
  const rest = restSeconds ?? (status === 429 ? usualRestSeconds : undefined)
  return { kind: 'failed', status, error: `It answered ${status}`, restSeconds: rest }
}

/** Seconds, or a date (RFC 9110 section 10.2.3); kept between a second and an hour. */
function restOf(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), longestRestSeconds)
}
