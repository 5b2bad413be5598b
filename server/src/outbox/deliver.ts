import type { App } from '../platform/app.ts'
import { failPart } from '../platform/tracing/part.ts'
import { traced } from '../platform/tracing/tracing.ts'
import {
  type ClaimedRow,
  claimDueItems,
  deleteItem,
  failItem,
  hasDueItem,
  type OutboxLane,
  postponeItem,
} from './outbox.queries.ts'
import type { OutboxItem, Topic, Topics } from './topics.ts'

/** Delivers one item; throws when it could not. An error with `permanent: true` is not tried again. */
export type Deliverer<T extends Topic> = (app: App, item: OutboxItem<T>) => Promise<void>
export type Deliverers = { readonly [T in Topic]: Deliverer<T> }

/** Longer than any delivery may take, so that no two workers hold one item. */
const claimSeconds = 120
const batch = 20
/** Tries are spread over about three days: 1 s, 2 s, 4 s … at most an hour apart. */
const longestPauseSeconds = 3600
/** Milliseconds: longer than anything is told to wait, or claimed, by two clocks that are less than an hour apart. */
export const beyondWaitsMs = 2 * longestPauseSeconds * 1000
const giveUpAfterDays = 3

/**
 * Claims what is due and delivers it.
 * @param lane of what: a batch waits for the slowest in it
 * @returns how many items were taken in hand; 0 means there is nothing to do now
 */
export async function deliverDue(app: App, deliverers: Deliverers, lane: OutboxLane = 'all'): Promise<number> {
  const now = app.now()
  if (!(await hasDueItem(app.db, lane, now))) return 0
  const until = new Date(now.getTime() + claimSeconds * 1000)
  const rows = await app.db.transaction().execute((tx) => claimDueItems(tx, lane, { now, until, most: batch }))
  // All of them, even when the note of one cannot be written: a stop waits for what is under way.
  const outcomes = await Promise.allSettled(
    rows.map((row) => traceOne(app, row, () => deliverOne(app, deliverers, row))),
  )
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return rows.length
}

function traceOne(app: App, { topic, id, attempts }: ClaimedRow, deliver: () => Promise<void>): Promise<void> {
  const facts = { 'kalosphere.outbox.item': id, 'kalosphere.outbox.attempt': attempts }
  return traced(app.tracing, { name: `deliver ${topic}`, facts }, deliver)
}

async function deliverOne(app: App, deliverers: Deliverers, row: ClaimedRow): Promise<void> {
  const topic = row.topic as Topic
  try {
    const payload = JSON.parse(app.sealer.open('outbox-payload', row.payload, row.id).toString()) as Topics[Topic]
    const { id, createdAt, attempts, lastError } = row
    const item = { id, topic, payload, createdAt, attempts, lastError }
    await (deliverers[topic] as Deliverer<Topic>)(app, item)
  } catch (error) {
    return handleFailure(app, row, error)
  }
  await deleteItem(app.db, row.id)
  app.metrics.outbox.inc({ topic, outcome: 'delivered' })
}

async function handleFailure(app: App, row: ClaimedRow, error: unknown): Promise<void> {
  failPart(error)
  const now = app.now()
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500)
  const facts = { topic: row.topic, itemId: row.id, attempts: row.attempts, err: error }
  const age = now.getTime() - row.createdAt.getTime()
  if (isPermanent(error) || age > giveUpAfterDays * 86_400_000) {
    app.log.error(facts, 'delivery given up')
    app.metrics.outbox.inc({ topic: row.topic, outcome: 'failed' })
    return failItem(app.db, row.id, { at: now, error: message })
  }
  app.log.warn(facts, 'delivery failed, will be tried again')
  app.metrics.outbox.inc({ topic: row.topic, outcome: 'postponed' })
  const pause = Math.min(2 ** (row.attempts - 1), longestPauseSeconds) * (0.75 + Math.random() / 2)
  await postponeItem(app.db, row.id, { dueAt: new Date(now.getTime() + pause * 1000), error: message })
}

function isPermanent(error: unknown): boolean {
  return error instanceof Error && 'permanent' in error && error.permanent === true
}
