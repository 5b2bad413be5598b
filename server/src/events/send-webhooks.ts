import type { App } from '../platform/app.ts'
import { failPart } from '../platform/tracing/part.ts'
import { traced } from '../platform/tracing/tracing.ts'
import { beginAttempt, type DueDelivery, findNext, takeBackAttempt } from './deliveries.queries.ts'
import { claimEndpoints, hasDueEndpoint, releaseEndpoint } from './endpoints.queries.ts'
import { mostEndpoints } from './manage-endpoints.ts'
import { postTimeoutMs, postWebhook } from './post-webhook.ts'
import { settleAttempt } from './settle-attempt.ts'

/** A lane ends after so long, and another process may take its turn. */
const laneMs = 30_000
/** Longer than a lane with its last attempt may take, so that no two processes send to one endpoint. */
const claimMs = laneMs + postTimeoutMs + 15_000

/**
 * Begins to send what is due: for each endpoint one lane, which sends one delivery after the other. An endpoint that is
 * slow or dead keeps nobody waiting but its own.
 * @param signal breaks attempts off; they do not count
 * @returns how many lanes were begun; they go on by themselves
 */
export async function sendWebhooks(app: App, signal: AbortSignal): Promise<number> {
  const lanes = app.hold(makeLanes)
  const most = mostEndpoints - lanes.size
  const now = app.now()
  if (most <= 0 || signal.aborted || !(await hasDueEndpoint(app.db, now))) return 0
  const until = new Date(now.getTime() + claimMs)
  const claimed = await app.db.transaction().execute((tx) => claimEndpoints(tx, { now, until, most }))
  for (const endpointId of claimed) {
    const lane = runLane(app, { endpointId, until, signal })
      .catch((error: unknown) => app.log.error({ err: error, endpointId }, 'webhooks could not be sent'))
      .finally(() => lanes.delete(lane))
    lanes.add(lane)
  }
  return claimed.length
}

/** Waits until no lane of this process is at work. */
export async function lanesEnded(app: App): Promise<void> {
  await Promise.all(app.hold(makeLanes))
}

function makeLanes(): Set<Promise<void>> {
  return new Set()
}

type Lane = { endpointId: string; until: Date; signal: AbortSignal }

async function runLane(app: App, lane: Lane): Promise<void> {
  const ends = performance.now() + laneMs
  try {
    while (performance.now() < ends && !lane.signal.aborted && (await sendNext(app, lane)));
  } finally {
    await releaseEndpoint(app.db, lane.endpointId, lane.until)
  }
}

/** @returns false when nothing is due */
async function sendNext(app: App, { endpointId, signal }: Lane): Promise<boolean> {
  const now = app.now()
  const due = await findNext(app.db, endpointId, now)
  if (!due) return false
  const until = new Date(now.getTime() + claimMs)
  // Not won: somebody else has it, after a claim that ran out.
  if (!(await beginAttempt(app.db, due, { now, until }))) return true
  const made = { ...due, attempts: due.attempts + 1 }
  const facts = { 'kalosphere.webhook.endpoint': endpointId, 'kalosphere.webhook.attempt': made.attempts }
  await traced(app.tracing, { name: 'deliver webhook', facts }, () => sendOne(app, made, signal))
  return true
}

async function sendOne(app: App, made: DueDelivery, signal: AbortSignal): Promise<void> {
  const { eventId, body } = made
  const outcome = await postWebhook(app, { endpoint: { ...made, id: made.endpointId }, eventId, body }, signal)
  if (outcome.kind === 'failed') failPart({ code: outcome.status ?? 'away' })
  if (outcome.kind === 'interrupted') await takeBackAttempt(app.db, made, app.now())
  else await settleAttempt(app, made, outcome)
}
