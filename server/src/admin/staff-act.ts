import { type Account, findAccount } from '../accounts/accounts.queries.ts'
import type { AdminAct } from '../audit/admin-acts.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import { isLive } from '../sessions/live-standing.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { findStanding, holdAccount } from '../sessions/sessions.queries.ts'
import { refusalSentence } from '../sessions/token-refusals.ts'
import { mayDo, mayTouch, rights } from './rights.ts'

/** Who acts: whom the guard has let in, and from where. */
export type Staff = { readonly caller: Caller; readonly person: Person }
/** What is done and why; the reason is for the log. */
export type Deed = { readonly act: AdminAct; readonly reason: string }

/**
 * Does something to one account, if the actor's role allows it for that account, and records it with its reason in the
 * same transaction: under the actor, and under the account it was done to.
 * @param run is given the account as it stands in the transaction; both accounts are held
 * @throws Problem `not_found`, `permission_denied` (a role above the own, or the own account), `reauthentication_required`,
 *   `token_not_valid` when the actor's session or role was taken away meanwhile
 */
export async function actOnAccount<R>(
  app: App,
  staff: Staff,
  deed: DeedOn,
  run: (tx: Tx, account: Account) => Promise<R>,
): Promise<R> {
  const { person } = staff
  const { accountId } = deed
  requireFreshFor(app, person, deed.act)
  if (!isUuid(accountId)) throw new Problem('not_found')
  return app.transaction(async (tx) => {
    // In one order for everybody, so that two administrators who act on each other do not wait in a circle.
    for (const id of [person.accountId, accountId].toSorted()) await holdAccount(tx, id)
    const roles = await requireActor(tx, person, deed.act)
    const [account] = await findAccount(tx, { id: accountId })
    if (!account) throw new Problem('not_found')
    if (!mayTouch({ id: person.accountId, roles }, account)) throw new Problem('permission_denied')
    await recordOnAccount(app, tx, staff, { ...deed, accountId })
    return run(tx, account)
  })
}

/** As `recordDeed`, for an account that the act has just made. */
export function recordDeedOnNew(app: App, staff: Staff, deed: Deed): (tx: Tx, accountId: string) => Promise<void> {
  requireFreshFor(app, staff.person, deed.act)
  return async (tx, accountId) => {
    await holdAccount(tx, staff.person.accountId)
    await requireActor(tx, staff.person, deed.act)
    await recordOnAccount(app, tx, staff, { ...deed, accountId })
  }
}

type DeedOn = Deed & { accountId: string }

async function recordOnAccount(app: App, tx: Tx, staff: Staff, { act, reason, accountId }: DeedOn): Promise<void> {
  const record = await recordActed(app, tx, staff, { act })
  await recordEvent(app, tx, undefined, { name: 'account.administered', accountId, facts: { act, record, reason } })
}

/**
 * What belongs into the transaction of an act that is done to no account: the actor must still be who may do it, and it is
 * recorded with its reason.
 * @throws Problem `reauthentication_required` at once; in the transaction `permission_denied`, `token_not_valid`
 */
export function recordDeed(app: App, staff: Staff, deed: Deed): (tx: Tx) => Promise<void> {
  requireFreshFor(app, staff.person, deed.act)
  return async (tx) => {
    await holdAccount(tx, staff.person.accountId)
    await requireActor(tx, staff.person, deed.act)
    await recordActed(app, tx, staff, deed)
  }
}

/** @throws Problem `reauthentication_required` for a sensitive act without a fresh proof (decision 10) */
export function requireFreshFor(app: App, person: Person, act: AdminAct): void {
  if (rights[act].fresh) requireFresh(app, person)
}

/**
 * For what goes on after it was recorded: whoever began it must still be who may do it.
 * @throws Problem `token_not_valid`, `permission_denied`
 */
export async function requireStill(app: App, { person }: Staff, act: AdminAct): Promise<void> {
  await requireActor(app.db, person, act)
}

/** Between the guard and here the session may have ended, or the role gone. @returns the roles as they are now */
async function requireActor(db: Db, person: Person, act: AdminAct): Promise<readonly string[]> {
  const { accountId, sessionId } = person
  const [standing] = await findStanding(db, { accountId, sessionId })
  if (!isLive(standing)) {
    throw new Problem('token_not_valid', { detail: refusalSentence('invalid'), extra: { code: 'token_not_valid' } })
  }
  if (!mayDo(standing.roles, act)) throw new Problem('permission_denied')
  return standing.roles
}

function recordActed(app: App, tx: Tx, { caller, person }: Staff, facts: { act: AdminAct; reason?: string }) {
  const { accountId, sessionId } = person
  return recordEvent(app, tx, caller, { name: 'admin.acted', accountId, sessionId, facts })
}
