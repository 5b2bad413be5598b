/** What can be taken back, in the words of the API. */
export type Undone =
  | 'address'
  | 'authenticator'
  | 'email_code'
  | 'text_code'
  | 'passkey'
  | 'backup_codes'
  | 'factor_recovery'
  | 'link_added'
  | 'link_removed'
  | 'erasure'

/** What could not be: the address or the link belongs to another account by now. */
export type NotUndone = 'address' | 'link_removed'

const undoneWords: Readonly<Record<Undone, string>> = {
  address: 'the change of address',
  authenticator: 'an authenticator app',
  email_code: 'codes by e-mail',
  text_code: 'codes by text message',
  passkey: 'security keys and passkeys',
  backup_codes: 'backup codes',
  factor_recovery: 'the removal of second factors',
  link_added: 'a link to another service',
  link_removed: 'the removal of a link to another service',
  erasure: 'the erasure of the account',
}

const notUndoneWords: Readonly<Record<NotUndone, string>> = {
  address: 'the address: another account has it by now',
  link_removed: 'the link to another service: it opens another account by now',
}

/** The words of the API for the kinds of second factors. */
export const factorWords: Readonly<Record<string, Undone>> = {
  totp: 'authenticator',
  email: 'email_code',
  sms: 'text_code',
  webauthn: 'passkey',
  backup_codes: 'backup_codes',
}

/** Events by the kinds of their mails, as a mail or page speaks of them. */
const events: Readonly<Record<string, string>> = {
  new_sign_in: 'a sign-in on a new device',
  session_ended_reuse: 'a session whose key was copied',
  password_changed: 'a change of the password',
  password_reset_done: 'a reset of the password',
  email_change_requested: 'a wish for another address',
  email_changed: 'a change of the address',
  factor_added: 'a new second factor',
  factor_removed: 'the removal of a second factor',
  factor_recovery_asked: 'a wish to remove the second factors',
  factor_recovery_begun: 'a wish to remove the second factors',
  factor_recovery_cancelled: 'the end of a wish to remove the second factors',
  factors_reset: 'the removal of the second factors',
  backup_codes_replaced: 'new backup codes',
  device_trusted: 'a device that is trusted',
  social_linked: 'a link to another service',
  social_unlinked: 'the removal of a link to another service',
  account_claimed: 'a sign-in at another service',
  account_deactivated: 'the deactivation of the account',
  data_exported: 'an export of your data',
  erasure_begun: 'a wish to erase the account',
  erasure_stopped: 'the end of a wish to erase the account',
}

export function eventInWords(kind: string): string {
  return events[kind] ?? 'an event'
}

/** For a sentence: what was taken back, and what could not be. */
export function undoneInWords(undone: readonly Undone[], notUndone: readonly NotUndone[]): string {
  const back = undone.map((word) => undoneWords[word])
  const left = notUndone.map((word) => notUndoneWords[word])
  const first = back.length > 0 ? back.join(', ') : 'nothing but what was open'
  return left.length > 0 ? `${first}; not taken back: ${left.join(', ')}` : first
}
