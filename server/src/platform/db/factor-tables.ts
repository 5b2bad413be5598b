import { bytes, instant, int, optional, text, uuid } from './columns.ts'

/** Second factors of accounts, but for passkeys, and what helps when they are lost. */
export const factorTables = {
  /** One row a kind and account: what is active, and beside it what waits for its confirmation. */
  factor: {
    account_id: uuid,
    kind: text,
    target: text,
    sealed_seed: optional(bytes),
    last_step: int,
    confirmed_at: optional(instant),
    pending_target: optional(text),
    pending_seed: optional(bytes),
    pending_until: optional(instant),
  },
  /** A wish to be rid of factors that are lost: due once the mailbox and something else have agreed. */
  factor_recovery: {
    account_id: uuid,
    asked_at: instant,
    mail_proved_at: optional(instant),
    approved_at: optional(instant),
    due_at: optional(instant),
  },
  backup_code: {
    id: uuid,
    account_id: uuid,
    /** Keyed, of codes that have no slow hash; else empty. */
    digest: text,
    created_at: instant,
    used_at: optional(instant),
    hashed_by: optional(text),
    sealed_hash: optional(bytes),
  },
} as const
