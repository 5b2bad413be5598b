import type { Deliverer } from '../outbox/deliver.ts'

/** The stream two other services read; its name and the one field are part of the contract. */
const stream = 'kalosphere:events'
/** Trimmed about here, so that a reader who stopped long ago cannot fill the memory. */
const longestStream = 1_000_000

/** Appends one event to the Redis stream; at least once, so readers go by `event_id`. */
export const deliverEvent: Deliverer<'event'> = async (app, { payload }) => {
  const document = {
    event_id: payload.eventId,
    event_type: payload.type,
    timestamp: payload.at.replace('Z', '+00:00'),
    version: 1,
    payload: payload.facts,
  }
  if (!app.redis?.isReady) throw new Error('Redis is away')
  const trim = { strategy: 'MAXLEN', strategyModifier: '~', threshold: longestStream } as const
  await app.redis.xAdd(stream, '*', { payload: JSON.stringify(document) }, { TRIM: trim })
}
