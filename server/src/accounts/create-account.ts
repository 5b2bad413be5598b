import { randomUUID } from 'node:crypto'
import { parseEmailAddress } from '../base/email-address.ts'
import { type FieldErrors, fieldProblem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import { isUniqueViolation } from '../platform/db/database-error.ts'
import type { Tx } from '../platform/db/db.ts'
import { type Account, insertAccount } from './accounts.queries.ts'

export const emailTaken = 'user with this email already exists.'
export const usernameTaken = 'user with this username already exists.'

export type NewAccount = {
  email: string
  username: string
  roles?: readonly string[]
  verified?: boolean
  locale?: string | undefined
}

/**
 * Inserts an account and tells other services of it, in the transaction of the sign-up.
 * @throws Problem `invalid_input` naming the field whose value somebody else was quicker to take
 */
export async function createAccount(app: App, tx: Tx, input: NewAccount): Promise<Account> {
  const email = parseEmailAddress(input.email)
  if (!email) throw new TypeError('the address was not checked')
  const now = app.now()
  const account: Account = {
    id: randomUUID(),
    email: email.address,
    emailKey: email.key,
    username: input.username,
    locale: input.locale ?? app.config.defaultLocale,
    roles: [...(input.roles ?? [])],
    isActive: true,
    emailVerifiedAt: input.verified ? now : null,
    mfaEnabled: false,
    lastLoginAt: null,
  }
  await insertAccount(tx, {
    id: account.id,
    email: account.email,
    email_key: account.emailKey,
    username: account.username,
    username_key: usernameKey(account.username),
    display_name: '',
    locale: account.locale,
    timezone: 'UTC',
    avatar_url: '',
    roles: account.roles,
    is_active: true,
    email_verified_at: account.emailVerifiedAt,
    mfa_enabled: false,
    has_passkey: false,
    email_mfa_enabled: false,
    is_phone_verified: false,
    last_login_at: null,
    created_at: now,
    updated_at: now,
  }).catch((error: unknown) => {
    throw asFieldProblem(error)
  })
  const facts = { user_id: account.id, username: account.username, email: account.email }
  await enqueueEvent(app, tx, { type: 'user.created', userId: account.id, facts })
  return account
}

/** Two that register the same name at the same moment: the second gets the same sentence as a late one. */
export function asFieldProblem(error: unknown): unknown {
  const faults: Record<string, readonly string[]> = {}
  if (isUniqueViolation(error, 'email_key')) faults.email = [emailTaken]
  if (isUniqueViolation(error, 'username_key')) faults.username = [usernameTaken]
  return Object.keys(faults).length > 0 ? fieldProblem(faults satisfies FieldErrors) : error
}
