import { bytes, instant, int, json, optional, text, uuid } from './columns.ts'

/** The part of the schema that sends events to other services. */
export const webhookTables = {
  webhook_endpoint: {
    id: uuid,
    url: text,
    /** Those it wants to hear of; none means all. */
    event_types: json<string[]>(),
    sealed_secret: bytes,
    /** The secret before the newest, which signs beside it until then. */
    old_sealed_secret: optional(bytes),
    old_secret_until: optional(instant),
    /** `active`, `paused` by an operator, `gone` as it said itself, or `failing` for days. */
    status: text,
    created_at: instant,
    /** When the first attempt since the last success failed. */
    failing_since: optional(instant),
    /** It asked to be left alone until then. */
    rests_until: optional(instant),
    /** A process sends to it; only one does at a time. */
    claimed_until: optional(instant),
  },
  /** One event for one endpoint. */
  webhook_delivery: {
    id: uuid,
    endpoint_id: uuid,
    event_id: uuid,
    event_type: text,
    /** Whose event; null where it tells that somebody is gone, and once its person is erased. */
    user_id: optional(uuid),
    /** The very text that is signed and sent. */
    body: text,
    position: int,
    /** `pending`, `delivered` or `dead`. */
    state: text,
    attempts: int,
    /** When it is tried (again), while it is pending. */
    due_at: instant,
    created_at: instant,
    last_attempt_at: optional(instant),
    last_status: optional(int),
    last_error: optional(text),
    /** Until when it can be sent again; a pending one stays beyond it for as long as others are kept. */
    kept_until: instant,
  },
} as const
