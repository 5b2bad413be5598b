import type { Caller } from '../base/caller.ts'
import { enqueueMail } from '../outbox/enqueue.ts'
import { isAboutEvent } from '../outbox/events-told.ts'
import type { MailFacts, MailKind } from '../outbox/mail-facts.ts'
import type { MailOrder, NotMe } from '../outbox/mail-order.ts'
import type { RequestOrigin } from '../outbox/topics.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { issueNotMeLink, type ToldEvent } from '../proofs/not-me-link.ts'

/** What the mail's facts do not say of the event it is about. */
export type EventMarks = Pick<ToldEvent, 'thing' | 'sessionId' | 'removed'>

type Reader = { id: string; email: string; emailVerifiedAt: Date | null; username: string; locale: string }

/**
 * Orders a mail to the stored address of an account, in the transaction of the act it tells of; the notice in the
 * application comes with it, and a link to say "this wasn't me" where it tells of an event.
 * @param reader greeted by name only at an address that is proved: whoever registers a stranger's address chooses the name
 *   that the stranger reads, and mail programs make links of names such as `evil.example/prize`
 * @param mail `from`: who caused it, shown to the reader; undefined when no request did; `notMe`: the link, where it was
 *   made with the act and the mail is ordered later
 */
export async function orderMail<K extends MailKind>(
  app: App,
  tx: Tx,
  reader: Reader,
  mail: { kind: K; facts: MailFacts[K]; from: RequestOrigin | undefined; event?: EventMarks; notMe?: NotMe },
): Promise<void> {
  const { kind, facts, from, event } = mail
  const told = { accountId: reader.id, address: reader.email, kind, ...event }
  const notMe = mail.notMe ?? (isAboutEvent(kind) ? await issueNotMeLink(app, tx, told) : undefined)
  const order = {
    kind,
    to: { address: reader.email, name: reader.emailVerifiedAt ? reader.username : '', locale: reader.locale },
    facts,
    at: app.now().toISOString(),
    ...(from === undefined ? {} : { from }),
    ...(notMe === undefined ? {} : { notMe }),
  }
  await enqueueMail(app, tx, reader.id, order as unknown as MailOrder)
}

/** Where a request came from, as mails show it. */
export function originOf(caller: Caller): RequestOrigin {
  return { ip: caller.ip, client: caller.userAgent }
}

/** A page of the front end, with a single-use token where one is needed; built from configuration alone. */
export function pageLink(app: App, page: string, token?: string): string {
  const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`
  return `${app.config.frontendUrl}/${page}${query}`
}
