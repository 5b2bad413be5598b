import { recordEvent } from '../audit/record-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { type DueDelivery, endAttempt } from './deliveries.queries.ts'
import { holdEndpoint, noteHealth, setStatus } from './endpoints.queries.ts'
import type { Outcome } from './post-webhook.ts'
import { pauseAfter } from './retry-schedule.ts'

/** An endpoint at which nothing has succeeded for so long is stopped when another delivery is given up. */
const failingDays = 5

/** An attempt that was made; `attempts` counts it. */
export type Made = Pick<DueDelivery, 'id' | 'endpointId' | 'eventId' | 'eventType' | 'attempts'>
type Ended = Exclude<Outcome, { kind: 'interrupted' }>
type Step = { state: 'delivered' | 'pending' | 'dead'; dueAt?: Date }

/**
 * Notes how an attempt ended: delivered, tried again later, or given up; and what it says of its endpoint. Nothing is
 * noted of a delivery that was removed or begun anew meanwhile.
 */
export async function settleAttempt(app: App, made: Made, outcome: Ended): Promise<void> {
  const step = nextStep(app, made, outcome)
  const error = outcome.kind === 'failed' ? outcome.error : outcome.kind === 'gone' ? 'It answered 410' : null
  const noted = await app.transaction(async (tx) => {
    const endpoint = await holdEndpoint(tx, made.endpointId)
    if (!endpoint || !(await endAttempt(tx, made, { ...step, status: outcome.status, error }))) return false
    if (outcome.kind === 'delivered') {
      if (endpoint.failingSince) await noteHealth(tx, endpoint.id, { failingSince: null, restsUntil: null })
      return true
    }
    const failingSince = endpoint.failingSince ?? app.now()
    await noteHealth(tx, endpoint.id, { failingSince, restsUntil: restsUntil(app, outcome) })
    const isFailing = app.now().getTime() - failingSince.getTime() >= failingDays * 86_400_000
    if (outcome.kind === 'gone') await stopEndpoint(app, tx, endpoint.id, 'gone')
    else if (step.state === 'dead' && isFailing) await stopEndpoint(app, tx, endpoint.id, 'failing')
    return true
  })
  if (noted) tell(app, made, { step, status: outcome.status, error })
}

function nextStep(app: App, { attempts }: Made, outcome: Ended): Step {
  if (outcome.kind === 'delivered') return { state: 'delivered' }
  const pause = outcome.kind === 'gone' ? undefined : pauseAfter(attempts)
  if (pause === undefined) return { state: 'dead' }
  const dueAt = new Date(app.now().getTime() + pause * 1000)
  const rests = restsUntil(app, outcome)
  return { state: 'pending', dueAt: rests && rests > dueAt ? rests : dueAt }
}

function restsUntil(app: App, outcome: Ended): Date | null {
  if (outcome.kind !== 'failed' || outcome.restSeconds === undefined) return null
  return new Date(app.now().getTime() + outcome.restSeconds * 1000)
}

/** What waits for it stays pending, until an operator lets it go on. */
async function stopEndpoint(app: App, tx: Tx, endpointId: string, reason: 'gone' | 'failing'): Promise<void> {
  if (!(await setStatus(tx, endpointId, { from: ['active'], to: reason }))) return
  await recordEvent(app, tx, undefined, { name: 'webhook.stopped', accountId: null, facts: { endpointId, reason } })
  app.log.error({ endpointId, reason }, 'an endpoint of webhooks is stopped: nothing more is sent to it')
}

function tell(
  app: App,
  made: Made,
  { step, status, error }: { step: Step; status: number | null; error: string | null },
) {
  const { id: deliveryId, endpointId, eventId, eventType, attempts } = made
  const outcome = step.state === 'pending' ? 'postponed' : step.state
  app.metrics.webhookAttempts.inc({ endpoint: endpointId, outcome })
  const facts = { deliveryId, endpointId, eventId, eventType, attempts, status, reason: error }
  if (outcome === 'dead') app.log.error(facts, 'a webhook was given up')
  if (outcome === 'postponed') app.log.warn(facts, 'a webhook failed, will be tried again')
}
