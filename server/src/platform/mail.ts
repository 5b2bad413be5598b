import { parseEmailAddress } from '../base/email-address.ts'

/** One mail to one person, ready to go. */
export type Mail = {
  /** Stays the same over all tries of one mail, so that a receiver can drop a copy: becomes `Message-ID: <id@domain>`. */
  readonly id: string
  /** One mailbox, bare (`ana@example.com`), never a list and never with a display name. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/**
 * A mail that did not go out. `permanent` says that the same mail would be refused again, so another try is wasted;
 * false means that the server, the network or our settings may be better later.
 */
export class MailFailure extends Error {
  readonly permanent: boolean

  constructor(message: string, options: { permanent: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'MailFailure'
    this.permanent = options.permanent
  }
}

/**
 * The last gate before a transport: whatever slipped through elsewhere, one mail reaches one mailbox and its headers
 * are its own.
 * @throws MailFailure (permanent) for a recipient that is not exactly one bare mailbox
 * @throws TypeError for an id or a subject that only a programmer's mistake can produce
 */
export function checkMail(mail: Mail): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(mail.id))
    throw new TypeError(`Not a mail id: ${JSON.stringify(mail.id)}`)
  if (/\p{Cc}/u.test(mail.subject)) throw new TypeError('A subject must be one line without control characters.')
  // < and > may stand in quotes (RFC 5321 4.1.2), but transports drop them, and the mail would go to another mailbox.
  if (!parseEmailAddress(mail.to) || /[<>]/.test(mail.to)) {
    throw new MailFailure('The recipient is not one bare mailbox.', { permanent: true })
  }
}
