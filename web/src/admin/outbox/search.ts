import { type Search, searchOf } from '../url-search.ts'

/** Everything that leaves the service after an act, by its name there. */
export const topics = [
  'mail',
  'text',
  'event',
  'webhook_event',
  'forgot_password',
  'resend_verification',
  'sign_in_locked',
  'new_sign_in',
] as const

const shape = { state: ['failed', 'waiting'], topic: topics } as const

export const outboxSearch = searchOf(shape)
export type OutboxSearch = Search<typeof shape>
