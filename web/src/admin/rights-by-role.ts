/**
 * What support may do. Everything else is for administrators. The service decides at each call; here it is only about
 * what is worth showing.
 */
export const supportRights = [
  'users.see',
  'users.unlock',
  'users.send_verification',
  'users.send_reset',
  'users.end_sessions',
  'sessions.see',
  'statistics.see',
  'outbox.see',
  'blocks.see',
] as const

export const adminRights = [
  'users.lock',
  'users.create',
  'users.change',
  'users.deactivate',
  'users.reactivate',
  'users.verify_email',
  'users.reset_factors',
  'users.set_role',
  'users.erase',
  'users.export',
  'audit.see',
  'audit.export',
  'audit.verify',
  'outbox.retry',
  'blocks.lift',
  'keys.see',
  'keys.rotate',
  'services.see',
  'services.add',
  'services.rotate',
  'services.remove',
  'webhooks.see',
  'webhooks.add',
  'webhooks.rotate',
  'webhooks.pause',
  'webhooks.resume',
  'webhooks.remove',
  'webhooks.test',
  'webhooks.replay',
  'settings.see',
] as const

export type Right = (typeof supportRights)[number] | (typeof adminRights)[number]
