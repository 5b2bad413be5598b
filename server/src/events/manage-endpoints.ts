import { randomUUID } from 'node:crypto'
import type { AuditFacts } from '../audit/audit-events.ts'
import { recordEvent } from '../audit/record-event.ts'
import { fieldProblem } from '../base/problem.ts'
import type { EventType } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Alongside, Tx } from '../platform/db/db.ts'
import { checkEndpointUrl } from './check-endpoint-url.ts'
import { countEndpoints, deleteEndpoint, insertEndpoint, renewSecret, setStatus } from './endpoints.queries.ts'
import { makeSecret } from './webhook-secret.ts'

/** As many as each process has lanes for: a slow one can take the place of no other. */
export const mostEndpoints = 20
/** Long enough to bring a new secret to every node of a receiver. */
const oldSecretHours = 24

const nothing: Alongside = async () => undefined

/**
 * Registers an address that events are sent to from now on.
 * @param wish `eventTypes`: those it wants to hear of; none for all
 * @returns its id, and its secret, shown this once
 * @throws Problem `invalid_input` for an address that cannot be one, or when there are as many as there may be
 */
export async function addEndpoint(
  app: App,
  wish: { url: string; eventTypes: readonly EventType[] },
  alongside = nothing,
): Promise<{ id: string; secret: string }> {
  const url = await checkEndpointUrl(app, wish.url)
  const id = randomUUID()
  const { shown, sealed } = makeSecret(app, id)
  await app.transaction(async (tx) => {
    await alongside(tx)
    if ((await countEndpoints(tx)) >= mostEndpoints) {
      throw fieldProblem({ non_field_errors: [`There are ${mostEndpoints} endpoints already.`] })
    }
    await insertEndpoint(tx, {
      id,
      url,
      event_types: [...wish.eventTypes],
      sealed_secret: sealed,
      status: 'active',
      created_at: app.now(),
    })
    // An address may hold a secret of its receiver behind the host.
    await record(app, tx, { name: 'webhook.added', facts: { endpointId: id, host: new URL(url).host } })
  })
  return { id, secret: shown }
}

/**
 * Gives an endpoint a new secret; the present one signs beside it for another day, or no more if it is known to others.
 * @returns the secret, shown this once; undefined for no such endpoint
 */
export async function rotateEndpointSecret(
  app: App,
  { id, dropOld }: { id: string; dropOld: boolean },
  alongside = nothing,
): Promise<{ secret: string; oldUntil: Date | null } | undefined> {
  const { shown, sealed } = makeSecret(app, id)
  const oldUntil = dropOld ? null : new Date(app.now().getTime() + oldSecretHours * 3_600_000)
  return app.transaction(async (tx) => {
    if (!(await renewSecret(tx, { id, sealedSecret: sealed, oldUntil }))) return undefined
    await alongside(tx)
    const facts = { endpointId: id, oldSecretUntil: oldUntil?.toISOString() ?? null }
    await record(app, tx, { name: 'webhook.secret_rotated', facts })
    return { secret: shown, oldUntil }
  })
}

/** Sends nothing to an endpoint for now; its events wait. @returns false for no endpoint that is at work */
export function pauseEndpoint(app: App, id: string, alongside = nothing): Promise<boolean> {
  return app.transaction(async (tx) => {
    if (!(await setStatus(tx, id, { from: ['active'], to: 'paused' }))) return false
    await alongside(tx)
    await record(app, tx, { name: 'webhook.paused', facts: { endpointId: id } })
    return true
  })
}

/** Sends to an endpoint again, what has waited first. @returns false for no endpoint that was stopped */
export function resumeEndpoint(app: App, id: string, alongside = nothing): Promise<boolean> {
  return app.transaction(async (tx) => {
    if (!(await setStatus(tx, id, { from: ['paused', 'gone', 'failing'], to: 'active' }))) return false
    await alongside(tx)
    await record(app, tx, { name: 'webhook.resumed', facts: { endpointId: id } })
    return true
  })
}

/** Takes an endpoint off the list, with all that waits for it. @returns false for no such endpoint */
export function removeEndpoint(app: App, id: string, alongside = nothing): Promise<boolean> {
  return app.transaction(async (tx) => {
    if (!(await deleteEndpoint(tx, id))) return false
    await alongside(tx)
    await record(app, tx, { name: 'webhook.removed', facts: { endpointId: id } })
    return true
  })
}

type WebhookAct = 'webhook.added' | 'webhook.secret_rotated' | 'webhook.paused' | 'webhook.resumed' | 'webhook.removed'
type Act = { [N in WebhookAct]: { name: N; facts: AuditFacts[N] } }[WebhookAct]

async function record(app: App, tx: Tx, act: Act): Promise<void> {
  await recordEvent(app, tx, undefined, { ...act, accountId: null })
}
