import { createByOperator } from '../accounts/create-by-operator.ts'
import {
  endFirstAdminLinks,
  hasAdmin,
  holdFirstAdminLinks,
  isLive,
  replaceLink,
  takeLink,
} from '../accounts/first-admin.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'

const hours = 24

/**
 * Makes the link by which a service that has no administrator gets one; an earlier one stops working, and when there is an
 * administrator also without a new one. Of several nodes that start at once the last one's works. It goes to whoever sees
 * the console and nowhere else: only its digest is kept.
 * @returns undefined when there is an administrator
 */
export async function offerFirstAdmin(app: App): Promise<string | undefined> {
  const token = randomToken()
  const expiresAt = new Date(app.now().getTime() + hours * 3_600_000)
  const offered = await app.transaction(async (tx) => {
    await holdFirstAdminLinks(tx)
    if (await hasAdmin(tx)) {
      await endFirstAdminLinks(tx)
      return false
    }
    await replaceLink(tx, tokenDigest(token), expiresAt)
    return true
  })
  // By another name than the links of mails have: what looks for one of those on the console must not find this.
  return offered ? `${app.config.publicUrl}/first-admin?invitation=${token}` : undefined
}

type FirstAdmin = { token: string; email: string; username: string; password: string }

/**
 * Makes the first administrator: an account whose address counts as proved. The link is used up with it, and by a choice
 * that is refused for its fields it is not. Administration then asks for a second factor, which is added after signing in.
 * @throws Problem `invalid_token` for a link that is none, was used or has expired, or once there is an administrator;
 *   `invalid_input` naming what is wrong with the fields
 */
export async function makeFirstAdmin(app: App, caller: Caller, input: FirstAdmin): Promise<void> {
  const { token, ...names } = input
  const digest = tokenDigest(token)
  // Before a password is hashed for somebody who has no link.
  if (!(await isLive(app.db, digest, app.now()))) throw new Problem('invalid_token')
  await createByOperator(app, { ...names, roles: ['admin'], verified: true }, async (tx, { id: accountId }) => {
    await holdFirstAdminLinks(tx)
    const isFirst = (await takeLink(tx, digest, app.now())) && !(await hasAdmin(tx, accountId))
    if (!isFirst) throw new Problem('invalid_token')
    await recordEvent(app, tx, caller, { name: 'account.first_admin_made', accountId, facts: {} })
  })
}
