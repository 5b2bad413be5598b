/** What webhooks are told of, by its name in the service (server/src/outbox/enqueue-event.ts; a test holds the two together). */
export const eventTypes = [
  'user.created',
  'user.updated',
  'user.deleted',
  'user.deactivated',
  'user.reactivated',
  'user.email_verified',
  'session.revoked',
] as const
