import type { NewNotice } from '../notices/notice-types.ts'
import { clientInWords, factorInWords, wordsOf } from '../words/words.ts'
import type { MailFacts, MailKind, Moment } from './mail-facts.ts'

type Told = Readonly<Record<string, string>>
/** What the notice of a mail repeats of its facts: nothing that opens anything. Undefined where there is no notice. */
type Tellers = { readonly [K in MailKind]: ((facts: MailFacts[K]) => Told) | undefined }

const english = wordsOf('en')
const nothing = (): Told => ({})
/** In English, as all of the API is. */
const factor = ({ factor }: { factor: string }): Told => ({ factor: factorInWords(english, factor) })
const device = ({ device }: { device: string }): Told => ({
  device: clientInWords(english, device) || english.unknownDevice,
})
const provider = ({ provider }: { provider: string }): Told => ({ provider })
const newEmail = ({ newEmailMasked }: { newEmailMasked: string }): Told => ({ new_email: newEmailMasked })
const until = ({ until }: { until: Moment }): Told => ({ until: new Date(until).toISOString() })

/** Every mail about a change of security is a notice in the application too; a new kind of mail must say which it is. */
const tellers: Tellers = {
  password_changed: nothing,
  password_reset_done: nothing,
  email_change_requested: newEmail,
  email_changed: newEmail,
  account_locked: until,
  account_frozen: nothing,
  account_frozen_off: nothing,
  account_deactivated: nothing,
  factor_added: factor,
  factor_removed: factor,
  factor_recovery_asked: nothing,
  factor_recovery_begun: until,
  factor_recovery_cancelled: nothing,
  factors_reset: nothing,
  backup_codes_replaced: nothing,
  device_trusted: device,
  social_linked: provider,
  social_unlinked: provider,
  account_claimed: provider,
  data_exported: nothing,
  erasure_begun: until,
  erasure_stopped: nothing,
  // The account is gone.
  account_erased: undefined,
  // Written with the sign-in itself, and with the end of the session: their mails come later, or not at all.
  new_sign_in: undefined,
  session_ended_reuse: undefined,
  // Codes and links that somebody asked for change nothing yet.
  verify_email: undefined,
  already_registered: undefined,
  finish_registration: undefined,
  invited: undefined,
  reset_password: undefined,
  confirm_email_change: undefined,
  email_taken: undefined,
  mfa_code: undefined,
  factor_recovery_code: undefined,
}

/** The notice that goes with a mail; undefined for mails that tell of no change. */
export function noticeOfMail<K extends MailKind>(kind: K, facts: MailFacts[K]): NewNotice | undefined {
  const tell = tellers[kind]
  return tell && { type: 'security_change', data: { change: kind, ...tell(facts) } }
}
