import type { MailFacts, MailKind } from './mail-facts.ts'

export type MailRecipient = {
  /** One mailbox, as stored; never what a request said. */
  readonly address: string
  readonly name: string
  readonly locale: string
}

/** The "this wasn't me" link of a mail about an event, and for how many minutes it works. */
export type NotMe = { readonly link: string; readonly validFor: number }

type OrderOf<K extends MailKind> = {
  readonly kind: K
  readonly to: MailRecipient
  readonly facts: MailFacts[K]
  /** Where the request came from that caused the mail, if one did. */
  readonly from?: { readonly ip: string; readonly client: string }
  /** Of the mails that `isAboutEvent` tells. */
  readonly notMe?: NotMe
  /** When the cause happened, RFC 3339. */
  readonly at: string
}

/** A mail to be rendered and sent: one kind with its own facts. */
export type MailOrder = { [K in MailKind]: OrderOf<K> }[MailKind]
