import type { Caller, Person } from '../base/caller.ts'
import { enqueueMail } from '../outbox/enqueue.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { issueNotMeLink } from '../proofs/not-me-link.ts'
import { findSession } from '../sessions/sessions.queries.ts'

/** Tells the owner by mail that a device is not asked for a second factor, in the transaction of the act. */
export async function tellTrusted(
  app: App,
  tx: Tx,
  caller: Caller,
  { person, device }: { person: Person; device: { id: string; userAgent: string } },
): Promise<void> {
  const [owner] = await findSession(tx, { sessionId: person.sessionId })
  if (!owner) return
  const at = app.now().toISOString()
  const facts = {
    // Not its name, which is its owner's words and may have been a stranger's; of these only names of ours are told.
    device: device.userAgent,
    validFor: app.config.factors.trustedDays * 1440,
    when: at,
  }
  const to = { address: owner.email, name: owner.username, locale: owner.locale }
  const from = { ip: caller.ip, client: caller.userAgent }
  const { accountId, sessionId } = person
  const kind = 'device_trusted'
  const notMe = await issueNotMeLink(app, tx, { accountId, address: owner.email, kind, thing: device.id, sessionId })
  await enqueueMail(app, tx, accountId, { kind, to, facts, from, at, notMe })
}
