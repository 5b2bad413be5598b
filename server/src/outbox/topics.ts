import type { MailOrder, NotMe } from './mail-order.ts'

/** Everything that leaves the service after an act, with what its deliverer needs. */
export type Topics = {
  /** A mail to one person. */
  mail: MailOrder
  /** A text message to one number. */
  text: { to: string; kind: 'mfa_code'; code: string; minutes: number; locale?: string }
  /** A `user.*` or `session.*` event for other services, by the Redis stream. */
  event: ServiceEvent
  /** The same event for those that are told by webhooks. */
  webhook_event: ServiceEvent
  /** Somebody asked for a reset link; whether there is an account is looked up by the worker. */
  forgot_password: MailRequest
  /** Somebody asked for a new verification link. */
  resend_verification: MailRequest
  /** A name was locked; its owner, if there is one, is told. */
  sign_in_locked: { accountId: string | null; until: string } & RequestOrigin
  /**
   * Somebody signed in on a device that was not known; its owner is told, at the address of that moment and with the link
   * that was made then. `at`: RFC 3339.
   */
  new_sign_in: { accountId: string; email: string; notMe: NotMe; at: string } & RequestOrigin
}

/** `at`: RFC 3339, when the act was. */
export type ServiceEvent = {
  type: string
  userId: string
  facts: Record<string, unknown>
  at: string
  eventId: string
}
export type RequestOrigin = { ip: string; client: string }
export type MailRequest = { emailKey: string } & RequestOrigin

export type Topic = keyof Topics

export type OutboxItem<T extends Topic = Topic> = {
  readonly id: string
  readonly topic: T
  readonly payload: Topics[T]
  readonly createdAt: Date
  /** How often delivery was begun, this time included. */
  readonly attempts: number
  /** Why the try before failed; null at the first. */
  readonly lastError: string | null
}
