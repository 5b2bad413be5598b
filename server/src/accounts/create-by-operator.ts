import { recordEvent } from '../audit/record-event.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { type FieldErrors, fieldProblem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import { checkFields } from '../http/check-fields.ts'
import { type BodySchema, body, emailField, type Static, textField } from '../http/shapes.ts'
import { judgePassword } from '../passwords/judge-password.ts'
import { newPasswordField } from '../passwords/password-fields.ts'
import { hashPassword, setPassword } from '../passwords/set-password.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { type Account, findAccountByEmail, findAccountByUsername } from './accounts.queries.ts'
import { createAccount, emailTaken, usernameTaken } from './create-account.ts'
import { endFirstAdminLinks } from './first-admin.queries.ts'

const names = { email: emailField(), username: textField(50) }
const Names = body(names)
const NamesAndPassword = body({ ...names, password: newPasswordField() })

/** The roles an account can have beside those of everybody. */
export const accountRoles = ['support', 'admin'] as const
export type AccountRole = (typeof accountRoles)[number]

export type OperatorsAccount = {
  email: string
  username: string
  /** Undefined: its owner chooses one by "forgot password". */
  password: string | undefined
  roles: readonly AccountRole[]
  /** Whether the address counts as proved. */
  verified: boolean
}

/**
 * An operator creates an account, under the same rules as a registration.
 * @param alongside what else stands or falls with it, such as the record of who did it
 * @throws Problem `invalid_input` naming every field that is wrong, or taken
 */
export async function createByOperator(
  app: App,
  input: OperatorsAccount,
  alongside: (tx: Tx, account: Account) => Promise<void> = async () => undefined,
): Promise<Account> {
  const { password, roles, verified } = input
  const shape = (password === undefined ? Names : NamesAndPassword) as unknown as BodySchema
  const checked = checkFields(shape, input) as Static<typeof Names>
  await refuseFaults(app, { ...checked, password })
  const hash = password === undefined ? undefined : await hashPassword(app, password)
  return app.transaction(async (tx) => {
    const account = await createAccount(app, tx, { ...checked, roles, verified })
    if (hash !== undefined) await setPassword(app, tx, account.id, hash)
    const facts = { roles: [...roles] }
    await recordEvent(app, tx, undefined, { name: 'account.created_by_operator', accountId: account.id, facts })
    await alongside(tx, account)
    // After what may have used one up.
    if (roles.includes('admin')) await endFirstAdminLinks(tx)
    return account
  })
}

async function refuseFaults(
  app: App,
  input: { email: string; username: string; password: string | undefined },
): Promise<void> {
  const { email, username, password } = input
  const faults: Record<string, readonly string[]> = {}
  const emailKey = parseEmailAddress(email)?.key ?? ''
  const [addressed] = await findAccountByEmail(app.db, { emailKey })
  const [named] = await findAccountByUsername(app.db, { usernameKey: usernameKey(username) })
  if (addressed) faults.email = [emailTaken]
  if (named) faults.username = [usernameTaken]
  const weak = password === undefined ? [] : await judgePassword(app, password, { email, username })
  if (weak.length > 0) faults.password = weak
  if (Object.keys(faults).length > 0) throw fieldProblem(faults satisfies FieldErrors)
}
