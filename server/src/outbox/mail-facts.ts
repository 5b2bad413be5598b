import type { NotUndone, Undone } from '../words/words.ts'

/** A moment, as the clock gives it or as a stored job keeps it (RFC 3339). */
export type Moment = Date | string

/** What each mail has to say. The list is closed: no mail goes out that is not named here. */
export type MailFacts = {
  /** Prove that a new account's address is yours. */
  verify_email: { link: string; code: string; validFor: Minutes }
  /** Somebody registered with an address that has an account; the answer to them told nothing. */
  already_registered: { signInLink: string; resetLink: string }
  /** The address was registered again before it was verified: choose the password by this link. */
  finish_registration: { link: string; validFor: Minutes }
  /** An administrator made the account: choose its password by this link. */
  invited: { link: string; validFor: Minutes }
  reset_password: { link: string; code: string; validFor: Minutes }
  password_changed: { when: Moment }
  password_reset_done: { when: Moment }
  /** To the new address. */
  confirm_email_change: { link: string; code: string; validFor: Minutes }
  /** To the present address, before anything changes. */
  email_change_requested: { newEmailMasked: string; undoLink: string; validFor: Minutes }
  /** To the former address, after the change. */
  email_changed: { newEmailMasked: string; undoLink: string; validFor: Minutes }
  /** To an address that has an account, when somebody tried to move another account to it. */
  email_taken: Record<never, never>
  account_locked: { until: Moment; resetLink: string }
  /** A used refresh token came back: one of the two who hold it is a stranger. */
  session_ended_reuse: { when: Moment }
  /** The owner said that an event was not their doing: what was taken back, and the way in again. */
  account_frozen: FrozenFacts & { link: string; code: string; validFor: Minutes }
  /** The same, for an account that an administrator must switch on first. */
  account_frozen_off: FrozenFacts
  account_deactivated: { when: Moment }
  /** The account is off, and will be no more after `until`. */
  erasure_begun: { cancelLink: string; until: Moment }
  erasure_stopped: { when: Moment }
  /** The last mail to an address. */
  account_erased: { when: Moment }
  data_exported: { when: Moment }
  /** For a sign-in or a step-up by e-mail, or to make the address a second factor. */
  mfa_code: { code: string; validFor: Minutes }
  /** `factor` is its kind, as the API calls it. */
  factor_added: { factor: string; when: Moment }
  factor_removed: { factor: string; when: Moment }
  /** For whoever says at sign-in that every factor is lost. */
  factor_recovery_code: { code: string; validFor: Minutes }
  /** One side has agreed to it: an administrator, or whoever proved the mailbox. */
  factor_recovery_asked: { cancelLink: string }
  /** Both sides have: the factors go then. */
  factor_recovery_begun: { cancelLink: string; until: Moment }
  factor_recovery_cancelled: { when: Moment }
  factors_reset: { when: Moment }
  backup_codes_replaced: { when: Moment }
  /** Somebody signed in on a device that was not known. `device` is what the client calls itself; `place` in words, empty where not known. */
  new_sign_in: { device: string; address: string; place: string; when: Moment }
  /** A device is not asked for a second factor for a while. `device` is what its client calls itself. */
  device_trusted: { device: string; validFor: Minutes; when: Moment }
  /** `provider` in words, such as `Google`. */
  social_linked: { provider: string; when: Moment; undoLink: string; validFor: Minutes }
  social_unlinked: { provider: string; when: Moment }
  /** A provider proved the address of an account that nobody had verified; the password from before is gone. */
  account_claimed: { provider: string; when: Moment; resetLink: string }
}

/** `event` is the kind of the mail that told of it. */
type FrozenFacts = { event: string; undone: Taken }

/** What was taken back, and what could not be. */
export type Taken = { readonly back: readonly Undone[]; readonly left: readonly NotUndone[] }

/** How long a link or code works, in minutes, as the settings have it. */
type Minutes = number

export type MailKind = keyof MailFacts

/** What every mail says besides. */
export type CommonFacts = {
  /** By which the reader says that what the mail tells was not their doing, and for how long. */
  readonly notMeLink?: string
  readonly notMeFor?: Minutes
  /** How to address the reader; chosen by a user, so never trusted. Empty for no name. */
  readonly greetingName: string
  /** Where the request came from, when a request was the cause; `client` as it calls itself, which no mail repeats. */
  readonly from: { readonly ip: string; readonly client: string } | undefined
  /** When the request was made. */
  readonly at: Moment
  readonly brand: string
}
