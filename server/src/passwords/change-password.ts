import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { type FieldErrors, fieldProblem } from '../base/problem.ts'
import { distrustDevices } from '../devices/devices.queries.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import { cancelProofs } from '../proofs/proof.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { judgePassword } from './judge-password.ts'
import { getPasswordOwner } from './passwords.queries.ts'
import { provePasswordOrFresh } from './prove-password.ts'
import { hashPassword, setPassword } from './set-password.ts'

export type PasswordChange = { current_password: string; new_password: string; confirm_password: string }

/**
 * Changes the password of a signed-in person, or sets the first one of an account without: the other sessions end and the
 * owner is told.
 * @throws Problem `invalid_input` by field, `account_locked` after too many wrong current passwords,
 *   `reauthentication_required` where the account has a second factor that this session did not prove lately
 */
export async function changePassword(app: App, caller: Caller, person: Person, input: PasswordChange): Promise<void> {
  if (person.hasFactor) requireFresh(app, person)
  const owner = await getPasswordOwner(app.db, person.accountId)
  await refuseFaults(app, caller, person, { input, owner })
  const hash = await hashPassword(app, input.new_password)
  await app.transaction(async (tx) => {
    const { accountId, sessionId } = person
    await requireLiveSession(tx, person)
    await setPassword(app, tx, accountId, hash)
    await endSessionsOf(app, tx, caller, { accountId, reason: 'password_changed', keep: sessionId })
    // A thief who asked for another address before must not be able to confirm it after.
    await cancelProofs(app, tx, accountId, ['reset_password', 'change_email'])
    await distrustDevices(tx, accountId)
    await recordEvent(app, tx, caller, { name: 'password.changed', accountId, sessionId, facts: {} })
    const facts = { when: app.now().toISOString() }
    await orderMail(app, tx, owner, { kind: 'password_changed', facts, from: originOf(caller), event: { sessionId } })
  })
}

async function refuseFaults(
  app: App,
  caller: Caller,
  person: Person,
  { input, owner }: { input: PasswordChange; owner: { email: string; username: string } },
): Promise<void> {
  const faults: Record<string, readonly string[]> = {}
  const right = await provePasswordOrFresh(app, caller, person, input.current_password)
  if (!right) faults.current_password = ['Current password is incorrect.']
  const weak = await judgePassword(app, input.new_password, owner)
  if (weak.length > 0) faults.new_password = weak
  if (Object.keys(faults).length > 0) throw fieldProblem(faults satisfies FieldErrors)
  if (input.new_password !== input.confirm_password) {
    throw fieldProblem({ non_field_errors: ['Passwords do not match.'] })
  }
}
