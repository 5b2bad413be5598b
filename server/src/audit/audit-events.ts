import type { AdminAct } from './admin-acts.ts'

/** The closed list of what is recorded, with the facts each carries. No fact is ever a secret. */
export type AuditFacts = {
  'account.registered': { username: string }
  'account.register_refused': { reason: 'email_known' }
  'account.email_verified': { by: 'link' | 'code' | 'reset' | 'operator' | 'provider' }
  'account.profile_changed': { fields: string[] }
  'account.email_change_requested': Record<never, never>
  'account.email_changed': Record<never, never>
  'account.email_change_undone': Record<never, never>
  'account.deactivated': { by: 'owner' | 'operator' }
  /** Whatever could open it was taken away, because its owner proved an address that nobody had proved. */
  'account.cleared': { by: 'provider' }
  /** Its owner said that an event, of which they were mailed, was not their doing; `eventAt` RFC 3339. */
  'account.frozen': { event: string; eventAt: string; thing: string | null; undone: string[] }
  'account.thawed': { by: 'reset' | 'operator' }
  'account.reactivated': { by: 'owner' | 'operator' }
  'account.exported': Record<never, never>
  /** `dueAt`: RFC 3339. */
  'account.erasure_asked': { by: 'owner' | 'operator'; dueAt: string }
  'account.erasure_stopped': { by: 'owner' | 'operator' }
  'account.removed': {
    reason: 'address_proved_by_another' | 'never_verified' | 'requested_by_owner' | 'requested_by_operator'
  }
  'account.created_by_operator': { roles: string[] }
  'account.invited': Record<never, never>
  /** It was brought from another service; its owner need not have noticed. */
  'account.imported': { source: string }
  /** An operator took the password hashes and seeds of all accounts out of the service. */
  'account.secrets_exported': Record<never, never>
  /** A token of the service before this one opened a session. */
  'session.carried_over': { by: 'access' | 'refresh' }
  /** By the one-time link of a service that had no administrator. */
  'account.first_admin_made': Record<never, never>
  'account.locked': { by: 'operator' }
  'account.roles_changed': { roles: string[] }
  /** Stands under the account it was done to; `record` is the event of whoever did it. Hidden from the account's owner. */
  'account.administered': { act: AdminAct; record: string; reason: string }
  /** Stands under who did it. The reason is here where the act was done to no account. */
  'admin.acted': { act: AdminAct; reason?: string }
  'sign_in.succeeded': { method: string; newDevice: boolean }
  'sign_in.failed': { reason: 'bad_credentials' | 'not_verified' | 'inactive' }
  'sign_in.locked': Record<never, never>
  'sign_in.unlocked': { by: 'reset' | 'operator' }
  'block.lifted': { kind: string; network?: string }
  'sign_in.enrolment_asked': { methods: string[] }
  'sign_in.second_factor_asked': { methods: string[] }
  'sign_in.second_factor_failed': { method: string }
  'factor.added': { kind: string }
  'factor.removed': { kind: string }
  'factor.proved': { method: string }
  'factor.failed': { method: string }
  'passkey.renamed': { passkeyId: string }
  /** A counter that did not rise: two devices sign with one key (WebAuthn level 3, section 6.1.1). */
  'passkey.sign_count_fell': { passkeyId: string; known: number; told: number }
  /** The mailbox was proved; `approved` with a backup code beside it. */
  'factors.recovery_asked': { approved: boolean }
  'factors.recovery_approved': { by: 'operator' }
  'factors.recovery_cancelled': { by: 'owner' | 'sign_in' }
  'factors.reset': { kinds: string[] }
  'backup_codes.replaced': Record<never, never>
  'social.failed': { provider: string; reason: string }
  'social.linked': { provider: string; by: 'sign_up' | 'verified_address' | 'unverified_address' | 'owner' }
  'social.unlinked': { provider: string }
  'social.link_undone': { provider: string }
  'session.refresh_reused': { generation: number }
  'session.ended': { reason: string }
  'device.renamed': { deviceId: string }
  'device.trusted': { deviceId: string }
  'device.distrusted': { deviceId: string }
  'device.removed': { deviceId: string }
  'password.changed': Record<never, never>
  'password.reset_requested': Record<never, never>
  'password.reset': Record<never, never>
  'password.set_by_operator': Record<never, never>
  'service.added': { clientId: string; service: string }
  'service.secret_rotated': { clientId: string }
  'service.removed': { clientId: string }
  'webhook.added': { endpointId: string; host: string }
  'webhook.secret_rotated': { endpointId: string; oldSecretUntil: string | null }
  'webhook.paused': { endpointId: string }
  'webhook.resumed': { endpointId: string }
  'webhook.removed': { endpointId: string }
  /** The service sends nothing more: the endpoint said that it is gone, or failed for days. */
  'webhook.stopped': { endpointId: string; reason: 'gone' | 'failing' }
  'webhook.replayed': { endpointId: string; deliveries: number }
  'key.rotated': { kid: string }
  'secrets.resealed': { items: number }
  'outbox.retried': { items: number }
  /** Whose personal facts were erased, by the pseudonyms that stay. */
  'audit.person_forgotten': { subjects: string[] }
  /** The key was lost: what stands up to these positions can no longer be checked. */
  'audit.restarted': { main: number; brief: number }
}

export type AuditName = keyof AuditFacts
