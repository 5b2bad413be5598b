import type { Deliverer } from '../outbox/deliver.ts'
import { eventDocument } from './event-document.ts'

/** The stream two other services read; its name and the one field are part of the contract. */
const stream = 'kalosphere:events'

/**
 * Appends one event to the Redis stream; at least once, so readers go by `event_id`. The stream is trimmed at about
 * `EVENT_STREAM_MAXLEN`, so that a reader who stopped long ago cannot fill the memory.
 */
export const deliverEvent: Deliverer<'event'> = async (app, { payload }) => {
  if (!app.redis?.isReady) throw new Error('Redis is away')
  const trim = { strategy: 'MAXLEN', strategyModifier: '~', threshold: app.config.events.streamLength } as const
  await app.redis.xAdd(stream, '*', { payload: JSON.stringify(eventDocument(payload)) }, { TRIM: trim })
}
