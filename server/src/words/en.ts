import { faults } from './en-faults.ts'
import { pages } from './en-pages.ts'

/** What the service itself says to people, but for its mails; another language has the same members. */
export const en = {
  /** A browser and the system it runs on. */
  clientOn: (browser: string, system: string) => `${browser} on ${system}`,
  unknownDevice: 'A device of a kind we do not know',
  textCode: (code: string, minutes: string) =>
    `${code} is your Kalosphere code. It works for ${minutes}. Never give it to anyone.`,
  factors: {
    webauthn: 'A security key or passkey',
    totp: 'An authenticator app',
    email: 'A code by e-mail',
    sms: 'A code by text message',
  },
  /** Events by the kinds of their mails, as a mail or page speaks of them. */
  events: {
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
  },
  anEvent: 'an event',
  /** What was taken back. */
  undone: {
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
  },
  nothingUndone: 'nothing but what was open',
  /** What could not be: the address or the link belongs to another account by now. */
  notUndone: {
    address: 'the address: another account has it by now',
    link_removed: 'the link to another service: it opens another account by now',
  },
  butNot: (back: string, left: string) => `${back}; not taken back: ${left}`,
  pages,
  faults,
}

/** The same members in another language. */
export type Words = typeof en
