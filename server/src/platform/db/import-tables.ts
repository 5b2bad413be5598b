import { instant, optional, text, uuid } from './columns.ts'

/** What is kept of the service that accounts came from. */
export const importTables = {
  /** An account that was brought from elsewhere, and when. */
  imported_account: { account_id: uuid, source: text, imported_at: instant },
  /** Somebody who was brought here and is erased, as a keyed digest of the id: a repeated import does not bring them back. */
  erased_import: { digest: text, erased_at: instant },
  /** An account that tokens of the former service open; the row goes with whatever ends the account's sessions. */
  legacy_login: {
    account_id: uuid,
    imported_at: instant,
    /** The session that stands for all its access tokens, from the first use on. */
    access_session_id: optional(uuid),
    access_ended_at: optional(instant),
  },
  /** A refresh token of the former service that is used up: there, or here for a session. */
  legacy_token: { jti: text, session_id: optional(uuid), expires_at: instant },
} as const
