import { bool, bytes, type Column, instant, int, json, type LogicalType, optional, text, uuid } from './columns.ts'
import { factorTables } from './factor-tables.ts'
import { importTables } from './import-tables.ts'
import type { StoredEvent, StoredProof } from './stored-json.ts'
import { webhookTables } from './webhook-tables.ts'

/** Where a chain of sealed events begins (what lies before was removed with age) and ends. */
export type AuditChain = { begins: number; beginsHash: string; ends: number; endsHash: string }
export type AuditChains = { main: AuditChain; brief: AuditChain }

/**
 * The one logical schema. From it come the TypeScript types of every query and the SQLite codec; a test compares it
 * with what the migrations really make on both engines.
 */
export const schema = {
  account: {
    id: uuid,
    email: text,
    email_key: text,
    username: text,
    username_key: text,
    display_name: text,
    locale: text,
    timezone: text,
    avatar_url: text,
    roles: json<string[]>(),
    is_active: bool,
    email_verified_at: optional(instant),
    mfa_enabled: bool,
    email_mfa_enabled: bool,
    is_phone_verified: bool,
    has_passkey: bool,
    last_login_at: optional(instant),
    created_at: instant,
    updated_at: instant,
  },
  username_hold: { username_key: text, expires_at: instant },
  password: { account_id: uuid, hash: text, changed_at: instant },
  session: {
    id: uuid,
    account_id: uuid,
    device_id: optional(uuid),
    generation: int,
    rotated_at: optional(instant),
    amr: json<string[]>(),
    acr: text,
    auth_time: instant,
    ip: text,
    user_agent: text,
    created_at: instant,
    last_seen_at: instant,
    expires_at: instant,
    revoked_at: optional(instant),
    revoked_reason: optional(text),
    /** When this session last proved a second factor. */
    factor_at: optional(instant),
    /** Of the token that enrols a factor and opens nothing else; while it is set no other tokens have been given. */
    enrolment_digest: optional(text),
    /** Access tokens from before it count no more: a fresh proof has replaced them. */
    access_from: optional(instant),
  },
  /** How many sessions lived in an hour that began then. */
  session_sample: { hour: instant, living: int },
  device: {
    id: uuid,
    account_id: uuid,
    token_digest: text,
    name: text,
    user_agent: text,
    ip: text,
    first_seen_at: instant,
    last_seen_at: instant,
    /** Until when this device is not asked for a second factor. */
    trusted_until: optional(instant),
  },
  proof: {
    id: uuid,
    account_id: uuid,
    purpose: text,
    target: text,
    token_digest: text,
    code_digest: optional(text),
    tries_left: int,
    created_at: instant,
    expires_at: instant,
    consumed_at: optional(instant),
    superseded_at: optional(instant),
    /** The event that a "this wasn't me" link can undo; it happened when the row was created. */
    about: optional(json<StoredEvent>()),
  },
  /** An account that its owner has frozen opens for nobody until `thawed_at`; sign-ins begun before then are void. */
  freeze: { account_id: uuid, at: instant, thawed_at: optional(instant) },
  login_ticket: {
    id: uuid,
    token_digest: text,
    account_id: uuid,
    amr: json<string[]>(),
    password_date: optional(instant),
    device_name: text,
    created_at: instant,
    expires_at: instant,
    used_at: optional(instant),
    /** By which the first factor was proved, if it was not the password; the ticket goes with it. */
    identity_id: optional(uuid),
  },
  /** Who an account's owner is at another service. */
  social_identity: {
    id: uuid,
    account_id: uuid,
    provider: text,
    issuer: text,
    subject: text,
    /** As the service told it last; contact data, never looked up by. */
    email: optional(text),
    sealed_tokens: optional(bytes),
    created_at: instant,
    last_used_at: optional(instant),
  },
  /** Somebody was sent to a provider and is to come back; deleted with its one use. */
  social_flow: {
    state_digest: text,
    provider: text,
    /** `sign_in` or `link`. */
    purpose: text,
    browser_digest: text,
    /** What the page that began can prove later (RFC 7636); null when its browser's cookie is the proof. */
    challenge: optional(text),
    account_id: optional(uuid),
    session_id: optional(uuid),
    /** Where the browser goes afterwards. */
    target: text,
    expires_at: instant,
  },
  /** Somebody came back from a provider: what it said of them, for whoever holds the code; deleted with its one use. */
  social_code: {
    digest: text,
    provider: text,
    purpose: text,
    /** Who may use the code: a digest of the browser's cookie or a challenge. */
    binding: text,
    session_id: optional(uuid),
    proof: json<StoredProof>(),
    expires_at: instant,
  },
  /** ID tokens that were used to sign in, until they expire. */
  spent_token: { digest: text, expires_at: instant },
  /** A security key or passkey. */
  passkey: {
    id: uuid,
    account_id: uuid,
    /** Base64url, as browsers tell it. */
    credential_id: text,
    /** COSE key (RFC 9052 section 7). */
    public_key: bytes,
    sign_count: int,
    transports: json<string[]>(),
    /** The model of the authenticator, as it says itself. */
    aaguid: text,
    name: text,
    is_backed_up: bool,
    is_multi_device: bool,
    /** Whether it verified its user when it was registered. */
    is_user_verified: bool,
    created_at: instant,
    last_used_at: optional(instant),
  },
  /** What a passkey is asked to sign; deleted with its one use. */
  challenge: { digest: text, purpose: text, bound_to: text, expires_at: instant },
  /** Counters of request budgets, in the shape rate-limiter-flexible writes. */
  budget: { key: text, points: int, expire: optional(int) },
  attempt: { key: text, spent: int, window_ends_at: instant },
  outbox: {
    id: uuid,
    position: int,
    topic: text,
    ordering_key: text,
    payload: bytes,
    attempts: int,
    due_at: instant,
    claimed_until: optional(instant),
    created_at: instant,
    failed_at: optional(instant),
    last_error: optional(text),
  },
  /** What an account was told of in the application. */
  notice: {
    id: uuid,
    account_id: uuid,
    type: text,
    at: instant,
    data: json<Record<string, unknown>>(),
    read_at: optional(instant),
  },
  /** Opens one socket for notices, once; deleted with that use. */
  notice_ticket: {
    token_digest: text,
    account_id: uuid,
    session_id: uuid,
    /** Whether a page asked for it: a browser names its origin at the handshake too. */
    by_page: bool,
    expires_at: instant,
  },
  audit_event: {
    id: uuid,
    at: instant,
    name: text,
    account_id: optional(uuid),
    session_id: optional(uuid),
    ip: text,
    user_agent: text,
    request_id: text,
    facts: json<Record<string, unknown>>(),
    /** Those of the facts that tell of a person; erased with the person, like all who-and-from-where of the row. */
    personal_facts: optional(json<Record<string, unknown>>()),
    /** What follows is put there by the seal: null until then. */
    subject: optional(text),
    salt: optional(text),
    personal_digest: optional(text),
    chain: optional(text),
    position: optional(int),
    hash: optional(text),
  },
  /** An account that is to be erased; its owner can stop that until it is due. */
  erasure: {
    account_id: uuid,
    asked_at: instant,
    /** `owner` or `operator`. */
    asked_by: text,
    due_at: instant,
    /** Whether the account is switched on again when it is kept. */
    was_active: bool,
  },
  /** A service that may ask about tokens: its secret was shown once. */
  service: {
    id: uuid,
    client_id: text,
    name: text,
    secret_digest: text,
    /** The secret before the newest, which counts until then. */
    old_secret_digest: optional(text),
    old_secret_until: optional(instant),
    created_at: instant,
  },
  ...factorTables,
  ...webhookTables,
  ...importTables,
  /** Makes the first administrator, once; deleted with that use. */
  first_admin_link: { token_digest: text, expires_at: instant },
  /** One row: where the chains begin and end, and the key of their hashes and of this row's signature. */
  audit_checkpoint: { id: text, at: instant, chains: json<AuditChains>(), sealed_key: bytes, signature: text },
  /** How far each chain was streamed to where the operator wants it. */
  audit_stream: { chain: text, position: int, claimed_until: optional(instant) },
  signing_key: {
    kid: text,
    alg: text,
    public_jwk: json<Record<string, unknown>>(),
    sealed_private: bytes,
    created_at: instant,
    activates_at: instant,
    retires_at: optional(instant),
  },
} as const

type Definition = typeof schema
export type Schema = {
  [T in keyof Definition]: {
    -readonly [C in keyof Definition[T]]: Definition[T][C] extends Column<infer V> ? V : never
  }
}
export type TableName = keyof Schema

/**
 * The logical type of a column.
 * @returns undefined when the table or column is not ours (an expression, a catalogue table)
 */
export function logicalType(table: string | null, name: string | null): LogicalType | undefined {
  const columns: Record<string, Column<unknown>> | undefined = schema[table as TableName]
  return name === null ? undefined : columns?.[name]?.type
}
