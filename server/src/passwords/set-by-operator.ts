import { recordEvent } from '../audit/record-event.ts'
import { fieldProblem } from '../base/problem.ts'
import { checkFields } from '../http/check-fields.ts'
import { body } from '../http/shapes.ts'
import { orderMail } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import { cancelProofs } from '../proofs/proof.ts'
import { thawAccount } from '../protection/freeze.ts'
import { liftEveryLock } from '../protection/unlock.ts'
import { endSessionsOf } from '../sessions/end-session.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { judgePassword } from './judge-password.ts'
import { newPasswordField } from './password-fields.ts'
import { getPasswordOwner } from './passwords.queries.ts'
import { hashPassword, setPassword } from './set-password.ts'

const Given = body({ password: newPasswordField() })

/**
 * An operator sets somebody's password: it obeys the same rules, all sessions and pending links end, the locks are
 * lifted, and the owner is told.
 * @throws Problem `invalid_input` naming what is wrong with the password
 */
export async function setPasswordByOperator(app: App, accountId: string, password: string): Promise<void> {
  checkFields(Given, { password })
  const owner = await getPasswordOwner(app.db, accountId)
  const weak = await judgePassword(app, password, owner)
  if (weak.length > 0) throw fieldProblem({ password: weak })
  const hash = await hashPassword(app, password)
  await app.transaction(async (tx) => {
    await holdAccount(tx, accountId)
    await setPassword(app, tx, accountId, hash)
    await endSessionsOf(app, tx, undefined, { accountId, reason: 'password_set_by_operator' })
    await cancelProofs(app, tx, accountId, ['reset_password', 'change_email'])
    await liftEveryLock(app, tx, accountId)
    await thawAccount(app, tx, undefined, { accountId, by: 'operator' })
    await recordEvent(app, tx, undefined, { name: 'password.set_by_operator', accountId, facts: {} })
    const facts = { when: app.now().toISOString() }
    await orderMail(app, tx, owner, { kind: 'password_changed', facts, from: undefined })
  })
}
