// Written by `npm run types -w client` from server/openapi.json, and never by hand.

/** Every refusal has a stable word; the rest is a sentence, or messages by field. */
export type ProblemBody = { error: string; detail?: string; [more: string]: unknown }

/** Each path with its methods, in the shape that typed-calls.ts reads. */
export type Paths = {
  '/.well-known/jwks.json': {
    /** Public keys that verify access tokens */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { keys: ({ kty: string; kid: string; alg: string; use: string; [more: string]: unknown })[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/.well-known/public-key.pem': {
    /** The current public key as PEM */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/x-pem-file': string } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/.well-known/revocations': {
    /** Sessions that were ended within the lifetime of an access token */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/jwt': string } }; 304: { content?: never }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/audit/': {
    /** The audit log, newest first */
    get: {
      parameters: { query?: { 'event'?: string; 'account_id'?: string; 'from'?: string; 'before'?: string; 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; at: string; event: string; account_id: string | null; actor_id: string | null; session_id: string | null; address: string; place: string | null; browser: string | null; system: string | null; request_id: string; facts: { [name: string]: unknown }; subject: string | null; chain: string | null; position: number | null })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/audit/export/': {
    /** A part of the audit log, one JSON document a line, oldest first */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { event?: string; account_id?: string; from?: string; before?: string; reason: string } } }
      responses: { 200: { content: { 'application/json': string } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/audit/verify/': {
    /** Find every change, removal and reordering in the audit log since it was sealed */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { ok: boolean; chains: ({ chain: string; after: number; up_to: number })[]; unsealed: number; findings_count: number; findings: ({ what: string; chain: string | null; position: number | null; up_to: number | null; event_id: string | null; says: string })[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/blocks/': {
    /** What refuses sign-ins at this moment for too many failures, the longest first */
    get: {
      parameters: { query?: { 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; kind: string; account_id: string | null; network: string | null; failures: number; until: string })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/blocks/lift/': {
    /** Lift one block; not one of the own account */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { id: string; reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/health/': {
    /** What is right and wrong with this node and what it needs, and what to do */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { ok: boolean; findings: ({ name: string; state: string; said: string; todo: string | null })[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/keys/': {
    /** The keys whose signatures count */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ kid: string; alg: string; state: string; activates_at: string })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/keys/rotate/': {
    /** Bring in a new signing key; the present one verifies until its last token has expired */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { kid: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/outbox/': {
    /** Deliveries that were given up, or that wait, without what is in them */
    get: {
      parameters: { query?: { 'state'?: 'failed' | 'waiting'; 'topic'?: string; 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; topic: string; state: string; attempts: number; created_at: string; due_at: string; failed_at: string | null; last_error: string | null })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/outbox/retry/': {
    /** Try again what was given up */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { ids?: (string)[]; reason: string } } }
      responses: { 200: { content: { 'application/json': { retried: number } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/services/': {
    /** The services that may introspect and revoke tokens, oldest first */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ client_id: string; name: string; created_at: string; old_until: string | null })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Register a service */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { name: string; reason: string } } }
      responses: { 201: { content: { 'application/json': { client_id: string; client_secret: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/services/{client_id}/remove/': {
    /** Refuse a service from now on */
    post: {
      parameters: { path: { 'client_id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/services/{client_id}/rotate/': {
    /** Give a service a new secret; the present one works for another day */
    post: {
      parameters: { path: { 'client_id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { client_id: string; client_secret: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/sessions/': {
    /** The living sessions of everybody, or of one account, newest first */
    get: {
      parameters: { query?: { 'account_id'?: string; 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; account_id: string; email: string; username: string; name: string; level: string; browser: string | null; system: string | null; address: string; place: string | null; first_seen_at: string; last_seen_at: string; expires_at: string })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/settings/': {
    /** The settings as they count, without secrets */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { settings: { [name: string]: { [name: string]: unknown } } } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/statistics/': {
    /** Sign-ups, sign-ins, failures, the use of second factors and living sessions, by day or hour */
    get: {
      parameters: { query?: { 'by'?: 'day' | 'hour'; 'from'?: string; 'before'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { by: string; results: ({ from: string; sign_ups: number; sign_ins: number; failures: number; locks: number; second_factors_asked: number; sign_ins_with_second_factor: number; active_sessions: number | null })[]; active_sessions: { count: number; is_more: boolean } } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/': {
    /** Search, filter and sort all accounts */
    get: {
      parameters: { query?: { 'search'?: string; 'role'?: 'any' | 'support' | 'admin'; 'state'?: 'active' | 'inactive' | 'unverified' | 'erasing'; 'has_factor'?: boolean; 'created_from'?: string; 'created_before'?: string; 'sort'?: '-created_at' | 'created_at' | 'email' | '-email' | 'username' | '-username'; 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; email: string; username: string; display_name: string; roles: (string)[]; is_active: boolean; is_email_verified: boolean; has_factor: boolean; last_login_at: string | null; created_at: string })[]; next: string | null; is_cut: boolean } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Make an account and invite its owner to choose the password */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { email: string; username: string; role?: 'none' | 'support' | 'admin'; verified?: boolean; invite?: boolean; reason: string } } }
      responses: { 201: { content: { 'application/json': { id: string; email: string; username: string; roles: (string)[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/bulk/': {
    /** Do one thing to many accounts */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { act: 'lock' | 'unlock' | 'deactivate' | 'reactivate' | 'verify-email' | 'send-verification' | 'send-reset' | 'reset-factors' | 'end-sessions'; ids: (string)[]; reason: string } } }
      responses: { 200: { content: { 'application/json': { results: ({ id: string; result: string })[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/export/': {
    /** The people that the filters pick, as CSV or one JSON document a line */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { search?: string; role?: 'any' | 'support' | 'admin'; state?: 'active' | 'inactive' | 'unverified' | 'erasing'; has_factor?: boolean; created_from?: string; created_before?: string; format: 'csv' | 'jsonl'; reason: string } } }
      responses: { 200: { content: { 'application/json': string } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/': {
    /** Everything about one account on one page */
    get: {
      parameters: { path: { 'id': string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { id: string; email: string; username: string; display_name: string; locale: string; timezone: string; avatar_url: string; roles: (string)[]; is_active: boolean; email_verified_at: string | null; last_login_at: string | null; created_at: string; updated_at: string; password_changed_at: string | null; lock: { locked_until: string | null; frozen_since: string | null; password_disabled: boolean }; factors: ({ kind: string; target: string; confirmed_at: string })[]; backup_codes_left: number; factor_recovery: { asked_at: string; mail_proved_at: string | null; approved_at: string | null; due_at: string | null } | null; erasure: { asked_at: string; asked_by: string; due_at: string } | null; live_sessions: number; sessions: ({ id: string; name: string; browser: string | null; system: string | null; address: string; place: string | null; first_seen_at: string; last_seen_at: string; expires_at: string })[]; devices: ({ id: string; name: string; browser: string | null; system: string | null; address: string; place: string | null; first_seen_at: string; last_seen_at: string; trusted_until: string | null })[]; links: ({ provider: string; email: string | null; created_at: string; last_used_at: string | null })[]; activity: ({ id: string; at: string; event: string; address: string; browser: string | null; system: string | null; facts: { [name: string]: unknown } })[]; events: { waiting: number; failed: number } } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Change the profile of an account */
    patch: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { username?: string; display_name?: string; locale?: string; timezone?: string; avatar_url?: string; reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/deactivate/': {
    /** Switch an account off and end its sessions; one that is to be erased stays off when its owner keeps it */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/end-sessions/': {
    /** End every session of an account at once */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/erase/': {
    /** Switch an account off and erase it after a delay */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { final?: boolean; reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/lock/': {
    /** Disable the password of an account and end its sessions, until its owner sets another or it is unlocked */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/reactivate/': {
    /** Switch an account on again; it is not erased then */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/reset-factors/': {
    /** Agree that the lost second factors of an account are removed after a delay */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/role/': {
    /** Give an account a role, or none; its sessions end */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { role: 'none' | 'support' | 'admin'; reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/send-reset/': {
    /** Mail the link that sets a new password */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/send-verification/': {
    /** Mail the link that verifies the address of an account */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/sessions/{session}/end/': {
    /** End one session of an account at once */
    post: {
      parameters: { path: { 'id': string; 'session': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/unlock/': {
    /** Lift every lock of an account */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/users/{id}/verify-email/': {
    /** Take the e-mail address of an account as verified */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/': {
    /** The endpoints that are told of events, oldest first, and how their deliveries stand */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; url: string; events: (string)[]; status: string; created_at: string; failing_since: string | null; rests_until: string | null; old_until: string | null; deliveries: { pending: number; delivered: number; dead: number } })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Send events to an address from now on */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { url: string; events?: string; reason: string } } }
      responses: { 201: { content: { 'application/json': { id: string; secret: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/{id}/deliveries/': {
    /** The newest deliveries of an endpoint, without what is in them */
    get: {
      parameters: { query?: { 'state'?: 'pending' | 'delivered' | 'dead'; 'limit'?: number }; path: { 'id': string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ event_id: string; event_type: string; state: string; attempts: number; happened_at: string; due_at: string | null; last_attempt_at: string | null; last_status: number | null; last_error: string | null })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/{id}/pause/': {
    /** Send nothing to an endpoint for now; its events wait, for 30 days at most */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/{id}/remove/': {
    /** Send nothing to an endpoint any more, and forget its deliveries */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/{id}/replay/': {
    /** Send an endpoint again what it was sent in the last 30 days: one event, all since a time, or all given up */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { event_id?: string; since?: string; dead?: boolean; reason: string } } }
      responses: { 200: { content: { 'application/json': { replayed: number } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/{id}/resume/': {
    /** Send to an endpoint again, what has waited first */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; changed: boolean; due_at?: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/{id}/rotate/': {
    /** Give an endpoint a new secret; the present one signs beside it for another day */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { drop_old?: boolean; reason: string } } }
      responses: { 200: { content: { 'application/json': { id: string; secret: string; old_until: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/admin/webhooks/{id}/test/': {
    /** Send a signed event webhook.test to an endpoint, now and once */
    post: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: { 200: { content: { 'application/json': { delivered: boolean; status: number | null; error: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/activity/': {
    /** The security events of the own account, newest first */
    get: {
      parameters: { query?: { 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; at: string; event: string; address: string; place: string | null; browser: string | null; system: string | null; current: boolean; facts: { [name: string]: unknown } })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/change-password/': {
    /** Change the password */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { current_password: string; new_password: string; confirm_password: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/deactivate-account/': {
    /** Switch the own account off */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { password: string; confirm_deactivation: boolean } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/delete-account/': {
    /** Have the own account erased after a delay */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { password?: string; confirm: boolean } } }
      responses: { 202: { content: { 'application/json': { detail: string; due_at: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/delete-account/cancel/': {
    /** Keep an account that was to be erased */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/devices/': {
    /** The devices the own account was signed in on, newest first */
    get: {
      parameters: { query?: { 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; name: string; browser: string | null; system: string | null; address: string; place: string | null; first_seen_at: string; last_seen_at: string; current: boolean; trusted: boolean; trusted_until: string | null })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/devices/{id}/': {
    /** Forget a device and end its sessions at once */
    delete: {
      parameters: { path: { 'id': string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Name a device, or say whether it is trusted */
    patch: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { name?: string; trusted?: boolean } } }
      responses: { 200: { content: { 'application/json': { id: string; name: string; browser: string | null; system: string | null; address: string; place: string | null; first_seen_at: string; last_seen_at: string; current: boolean; trusted: boolean; trusted_until: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/first-admin/': {
    /** Make the first administrator by the link that the console shows */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string; email: string; username: string; password: string } } }
      responses: { 201: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/forgot-password/': {
    /** Ask for a reset link by mail */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { email: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/introspect/': {
    /** Ask whether an access token is good right now (RFC 7662) */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string; token_type_hint?: string; client_id?: string; client_secret?: string } } }
      responses: { 200: { content: { 'application/json': { active: boolean; token_type?: string; iss?: string; sub?: string; aud?: string; exp?: number; iat?: number; jti?: string; sid?: string; username?: string; email?: string; email_verified?: boolean; roles?: (string)[]; amr?: (string)[]; acr?: string; auth_time?: number } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/': {
    /** Sign in with an address or username and a password */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { email?: string; username?: string; password: string; device_name?: string } } }
      responses: { 200: { content: { 'application/json': { access: string; refresh?: string; user: { id: string; email: string; username: string; mfa_enabled: boolean }; device_token?: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/enrolled/': {
    /** Finish a sign-in that had to add a second factor first */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { enrolment_token: string; device_name?: string } } }
      responses: { 200: { content: { 'application/json': { access: string; refresh?: string; user: { id: string; email: string; username: string; mfa_enabled: boolean }; device_token?: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/mfa/': {
    /** Finish a sign-in with the second factor */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { mfa_token: string; method: string; code?: string; credential?: { [more: string]: unknown }; remember_device?: boolean } } }
      responses: { 200: { content: { 'application/json': { access: string; refresh?: string; user: { id: string; email: string; username: string; mfa_enabled: boolean }; device_token?: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/mfa/options/': {
    /** Begin to prove a passkey for a sign-in that waits for it */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { mfa_token: string } } }
      responses: { 200: { content: { 'application/json': { challenge?: string; [more: string]: unknown } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/mfa/send/': {
    /** Have a code sent for a sign-in that waits for it */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { mfa_token: string; method: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/passkey/': {
    /** Sign in with a passkey alone */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { credential: { [more: string]: unknown }; device_name?: string } } }
      responses: { 200: { content: { 'application/json': { access: string; refresh?: string; user: { id: string; email: string; username: string; mfa_enabled: boolean }; device_token?: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/passkey/options/': {
    /** Begin to sign in with a passkey alone */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { challenge?: string; [more: string]: unknown } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/recover/': {
    /** Say that every second factor is lost, and have a code mailed */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { mfa_token: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/login/recover/confirm/': {
    /** Prove the mailbox to be rid of lost factors */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { mfa_token: string; code: string; backup_code?: string } } }
      responses: { 202: { content: { 'application/json': { detail: string; due_at: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/logout/': {
    /** End the session of a refresh token */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { refresh: string; all?: boolean } } }
      responses: { 205: { content?: never }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/': {
    /** The second factors of the own account */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { factors: ({ kind: string; target: string; confirmed_at: string })[]; backup_codes_left: number; offered: (string)[]; is_required: boolean } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/backup-codes/': {
    /** Make a new set of backup codes */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { backup_codes: (string)[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/email/disable/': {
    /** Stop using codes by e-mail as a second factor */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/email/setup/': {
    /** Begin to use codes by e-mail as a second factor */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/email/verify/': {
    /** Confirm codes by e-mail as a second factor */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { code: string; code_type?: 'email' } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/recovery/cancel/': {
    /** Object to the removal of the own second factors */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/sms/disable/': {
    /** Stop using codes by text message as a second factor */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/sms/setup/': {
    /** Begin to use codes by text message as a second factor */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { phone_number: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/sms/verify/': {
    /** Confirm codes by text message as a second factor */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { code: string; code_type?: 'sms' } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/totp/disable/': {
    /** Remove the authenticator app */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token?: string; backup_code?: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/totp/setup/': {
    /** Begin to add an authenticator app */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { secret: string; qr_code: string; qr_code_svg: string; backup_codes: (string)[]; uri: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Confirm the authenticator app with its first code */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/totp/verify/': {
    /** Prove the second factor in this session */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token?: string; backup_code?: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/webauthn/': {
    /** The security keys and passkeys of the own account */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { passkeys: ({ id: string; name: string; aaguid: string; model: string; transports: (string)[]; is_backed_up: boolean; is_multi_device: boolean; is_user_verified: boolean; created_at: string; last_used_at: string | null })[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/webauthn/register/options/': {
    /** Begin to add a security key or passkey */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { challenge?: string; [more: string]: unknown } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/webauthn/register/verify/': {
    /** Add the security key or passkey that was made */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { name: string; credential: { [more: string]: unknown } } } }
      responses: { 201: { content: { 'application/json': { id: string; name: string; aaguid: string; model: string; transports: (string)[]; is_backed_up: boolean; is_multi_device: boolean; is_user_verified: boolean; created_at: string; last_used_at: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/mfa/webauthn/{id}/': {
    /** Remove a security key or passkey */
    delete: {
      parameters: { path: { 'id': string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Give a security key or passkey another name */
    patch: {
      parameters: { path: { 'id': string } }
      requestBody: { content: { 'application/json': { name: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/notifications/': {
    /** What the own account was told of, newest first */
    get: {
      parameters: { query?: { 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; type: 'new_sign_in' | 'session_ended' | 'security_change'; at: string; data: { [more: string]: unknown }; read_at: string | null })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/notifications/read/': {
    /** Mark own notices as read: one, or one and all before it, or all */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { id?: string; up_to?: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/notifications/ticket/': {
    /** A ticket that opens one WebSocket for notices */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { ticket: string; expires_in: number } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/profile/': {
    /** The own profile */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { id: string; email: string; username: string; is_email_verified: boolean; mfa_enabled: boolean; email_mfa_enabled: boolean; is_phone_verified: boolean; created_at: string; updated_at: string; display_name: string; locale: string; timezone: string; avatar_url: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Change the own profile */
    patch: {
      parameters: {}
      requestBody: { content: { 'application/json': { email?: string; username?: string; is_email_verified?: boolean; mfa_enabled?: boolean; email_mfa_enabled?: boolean; is_phone_verified?: boolean; display_name?: string; locale?: string; timezone?: string; avatar_url?: string } } }
      responses: { 200: { content: { 'application/json': { id: string; email: string; username: string; is_email_verified: boolean; mfa_enabled: boolean; email_mfa_enabled: boolean; is_phone_verified: boolean; created_at: string; updated_at: string; display_name: string; locale: string; timezone: string; avatar_url: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/profile/email/': {
    /** Move the account to another address */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { new_email: string; password: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/profile/email/confirm/': {
    /** Finish the move with the mailed link or code */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token?: string; code?: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/profile/email/undo/': {
    /** Take a change of address back */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/profile/export/': {
    /** Everything stored about the own account, as one document */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { format: number; account_id: string; exported_at: string; account: ({ [name: string]: unknown })[]; credentials: ({ [name: string]: unknown })[]; sessions: ({ [name: string]: unknown })[]; devices: ({ [name: string]: unknown })[]; mailed_links_and_codes: ({ [name: string]: unknown })[]; freeze: ({ [name: string]: unknown })[]; waiting_sign_ins: ({ [name: string]: unknown })[]; linked_accounts: ({ [name: string]: unknown })[]; second_factors: ({ [name: string]: unknown })[]; factor_recovery: ({ [name: string]: unknown })[]; backup_codes: ({ [name: string]: unknown })[]; passkeys: ({ [name: string]: unknown })[]; notices: ({ [name: string]: unknown })[]; failed_attempts: ({ [name: string]: unknown })[]; events: ({ [name: string]: unknown })[]; erasure: ({ [name: string]: unknown })[]; imported: ({ [name: string]: unknown })[]; former_sign_in: ({ [name: string]: unknown })[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/reauthenticate/': {
    /** Prove again that it is you */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { password?: string; method?: string; code?: string; credential?: { [more: string]: unknown } } } }
      responses: { 200: { content: { 'application/json': { access: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/reauthenticate/options/': {
    /** Begin to prove with a passkey that it is you */
    post: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { challenge?: string; [more: string]: unknown } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/reauthenticate/send/': {
    /** Have a code sent to prove again that it is you */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { method: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/refresh/': {
    /** Exchange a refresh token for the next pair */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { refresh: string } } }
      responses: { 200: { content: { 'application/json': { access: string; refresh?: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/register/': {
    /** Create an account */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { email: string; username: string; password: string } } }
      responses: { 201: { content: { 'application/json': { id: string; email: string; username: string; detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/resend-verification/': {
    /** Ask for a new verification link */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { email: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/reset-password/': {
    /** Set a new password by the mailed link or code */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token?: string; email?: string; code?: string; new_password: string; confirm_password: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/revoke/': {
    /** End the session of an access or refresh token (RFC 7009) */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string; token_type_hint?: string; client_id?: string; client_secret?: string } } }
      responses: { 200: { content: { 'application/json': Record<string, never> } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/sessions/': {
    /** End all own sessions but this one at once */
    delete: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** The living sessions of the own account, newest first */
    get: {
      parameters: { query?: { 'limit'?: number; 'cursor'?: string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; device_id: string | null; name: string; browser: string | null; system: string | null; address: string; place: string | null; first_seen_at: string; last_seen_at: string; expires_at: string; current: boolean })[]; next: string | null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/sessions/{id}/': {
    /** End one of the own sessions at once */
    delete: {
      parameters: { path: { 'id': string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social-login/': {
    /** Sign in with a token of another service */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { provider: string; access_token?: string; id_token?: string; device_name?: string } } }
      responses: { 200: { content: { 'application/json': { access: string; refresh?: string; user: { id: string; email: string; username: string; mfa_enabled: boolean }; device_token?: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/': {
    /** List the services that people can sign in with */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ id: string; name: string })[]; next: null } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/complete/': {
    /** Finish a sign-in at another service */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { code: string; code_verifier?: string; device_name?: string } } }
      responses: { 200: { content: { 'application/json': { access: string; refresh?: string; user: { id: string; email: string; username: string; mfa_enabled: boolean }; device_token?: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/link/complete/': {
    /** Finish to link the own account to another service */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { code: string; code_verifier?: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/link/undo/': {
    /** Take a link back by the mailed link */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/links/': {
    /** List the services that open the own account */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { results: ({ provider: string; name: string; email: string | null; created_at: string; last_used_at: string | null })[]; next: null; methods: ('password' | 'passkey')[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/{provider}/callback/': {
    /** Take the browser back from another service */
    get: {
      parameters: { query?: { 'state'?: string; 'code'?: string; 'error'?: string; 'iss'?: string }; path: { 'provider': string } }
      requestBody?: never
      responses: { 204: { content?: never }; 303: { content?: never }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/{provider}/link/': {
    /** Take the link to another service away */
    delete: {
      parameters: { path: { 'provider': string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Begin to link the own account to another service */
    post: {
      parameters: { path: { 'provider': string } }
      requestBody: { content: { 'application/json': { redirect_to?: string; code_challenge?: string } } }
      responses: { 200: { content: { 'application/json': { authorization_url: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/social/{provider}/start/': {
    /** Send the browser to another service to sign in */
    get: {
      parameters: { query?: { 'redirect_to'?: string; 'code_challenge'?: string }; path: { 'provider': string } }
      requestBody?: never
      responses: { 204: { content?: never }; 303: { content?: never }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/this-was-not-me/': {
    /** Say by the mailed link that an event was not the owner’s doing */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string } } }
      responses: { 200: { content: { 'application/json': { detail: string; undone: (string)[]; not_undone: (string)[] } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/token/verify/': {
    /** Tell whether an access or refresh token is good right now */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token: string } } }
      responses: { 200: { content: { 'application/json': Record<string, never> } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/api/auth/verify-email/': {
    /** Verify an address by the token of the mailed link */
    get: {
      parameters: { query: { 'token': string } }
      requestBody?: never
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
    /** Verify an address by the mailed token or code */
    post: {
      parameters: {}
      requestBody: { content: { 'application/json': { token?: string; email?: string; code?: string } } }
      responses: { 200: { content: { 'application/json': { detail: string } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/healthz': {
    /** Whether the process lives */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { status: string; seen?: { peer: string; client: string; forwarded_for: string | null; host: string } } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/metrics': {
    /** Prometheus metrics */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': string } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/readyz': {
    /** Whether this process should be sent requests */
    get: {
      parameters: {}
      requestBody?: never
      responses: { 200: { content: { 'application/json': { status: string; checks: { [name: string]: string } } } }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
  '/ws/notifications/': {
    /** A WebSocket that tells the notices of the own account as they come */
    get: {
      parameters: { query?: { 'after'?: string } }
      requestBody?: never
      responses: { 101: { content?: never }; default: { content: { 'application/json': ProblemBody } } }
    }
  }
}
