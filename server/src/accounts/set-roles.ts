import { recordEvent } from '../audit/record-event.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { type Account, updateAccount } from './accounts.queries.ts'
import type { AccountRole } from './create-by-operator.ts'
import { endFirstAdminLinks } from './first-admin.queries.ts'

/**
 * Gives an account these roles and no others. Tokens tell the roles to other services, so all sessions end, and the next
 * sign-in asks for whatever a role asks for.
 * @returns false when it had just these
 */
export async function setRoles(app: App, tx: Tx, account: Account, roles: readonly AccountRole[]): Promise<boolean> {
  const { id: accountId } = account
  if (account.roles.length === roles.length && roles.every((role) => account.roles.includes(role))) return false
  await updateAccount(tx, accountId, { roles: [...roles], updated_at: app.now() })
  if (roles.includes('admin')) await endFirstAdminLinks(tx)
  await endSessionsOf(app, tx, undefined, { accountId, reason: 'roles_changed' })
  await recordEvent(app, tx, undefined, { name: 'account.roles_changed', accountId, facts: { roles: [...roles] } })
  const facts = { user_id: accountId, fields: ['roles'] }
  await enqueueEvent(app, tx, { type: 'user.updated', userId: accountId, facts })
  return true
}
