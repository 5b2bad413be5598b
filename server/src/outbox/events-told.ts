import type { MailKind } from './mail-facts.ts'

/** Whether a mail tells its reader of something that may have been a stranger's doing. */
const told: { readonly [K in MailKind]: boolean } = {
  new_sign_in: true,
  session_ended_reuse: true,
  password_changed: true,
  password_reset_done: true,
  email_change_requested: true,
  email_changed: true,
  factor_added: true,
  factor_removed: true,
  factor_recovery_asked: true,
  factor_recovery_begun: true,
  factor_recovery_cancelled: true,
  factors_reset: true,
  backup_codes_replaced: true,
  device_trusted: true,
  social_linked: true,
  social_unlinked: true,
  account_claimed: true,
  account_deactivated: true,
  data_exported: true,
  erasure_begun: true,
  erasure_stopped: true,
  // Nobody got in.
  account_locked: false,
  // These are what comes of such a link.
  account_frozen: false,
  account_frozen_off: false,
  // Nothing is left to undo.
  account_erased: false,
  // Codes and links that somebody asked for change nothing yet.
  verify_email: false,
  already_registered: false,
  finish_registration: false,
  reset_password: false,
  confirm_email_change: false,
  email_taken: false,
  invited: false,
  mfa_code: false,
  factor_recovery_code: false,
}

/** Whether a mail carries a "this wasn't me" link; a new kind of mail must say so. */
export function isAboutEvent(kind: MailKind): boolean {
  return told[kind]
}
