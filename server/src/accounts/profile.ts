import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { fieldProblem, Problem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import { toInstant } from '../http/shapes.ts'
import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import { findProfile, isUsernameHeld, type ProfileRow, updateAccount } from './accounts.queries.ts'
import { asFieldProblem, usernameTaken } from './create-account.ts'

/** The profile as clients see it: the old service's nine members first, the new ones behind. */
export type Profile = {
  id: string
  email: string
  username: string
  is_email_verified: boolean
  mfa_enabled: boolean
  email_mfa_enabled: boolean
  is_phone_verified: boolean
  created_at: string
  updated_at: string
  display_name: string
  locale: string
  timezone: string
  avatar_url: string
}

export type ProfileChange = Partial<
  Pick<
    Profile,
    | 'email'
    | 'username'
    | 'is_email_verified'
    | 'mfa_enabled'
    | 'email_mfa_enabled'
    | 'is_phone_verified'
    | 'display_name'
    | 'locale'
    | 'timezone'
    | 'avatar_url'
  >
>

/** Members with a procedure of their own: a client may send them back as they are, and change them nowhere here. */
const guardedFields = ['email', 'is_email_verified', 'mfa_enabled', 'email_mfa_enabled', 'is_phone_verified'] as const
const freeFields = ['username', 'display_name', 'locale', 'timezone', 'avatar_url'] as const

/** The signed-in person's own profile. */
export async function readProfile(app: App, person: Person): Promise<Profile> {
  const profile = await profileOf(app.db, person.accountId)
  if (!profile) throw new Problem('user_not_found')
  return profile
}

/** The profile of an account; undefined for none. */
export async function profileOf(db: Db, id: string): Promise<Profile | undefined> {
  const [row] = await findProfile(db, { id })
  return row && toProfile(row)
}

/**
 * Changes the free members of a profile.
 * @throws Problem `invalid_input` naming each member that cannot be changed here, or a username that is taken
 */
export async function changeProfile(app: App, caller: Caller, person: Person, change: ProfileChange): Promise<Profile> {
  const before = await readProfile(app, person)
  refuseGuardedFields(before, change)
  await app.transaction((tx) => changeFreeFields(app, tx, caller, { before, change }))
  return readProfile(app, person)
}

/**
 * Changes what is free in a profile, in the transaction of the act.
 * @returns whether anything was changed
 * @throws Problem `invalid_input` for a username that is taken
 */
export async function changeFreeFields(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  { before, change }: { before: Profile; change: Pick<ProfileChange, (typeof freeFields)[number]> },
): Promise<boolean> {
  await refuseHeldUsername(app, tx, { before, change })
  const { id } = before
  const fields = freeFields.filter((field) => change[field] !== undefined && change[field] !== before[field])
  const changed = Object.fromEntries(fields.map((field) => [field, change[field]]))
  const key = fields.includes('username') ? { username_key: usernameKey(change.username ?? '') } : {}
  await updateAccount(tx, id, { ...changed, ...key, updated_at: app.now() }).catch((error: unknown) => {
    throw asFieldProblem(error)
  })
  if (fields.length === 0) return false
  await recordEvent(app, tx, caller, { name: 'account.profile_changed', accountId: id, facts: { fields } })
  await enqueueEvent(app, tx, { type: 'user.updated', userId: id, facts: { user_id: id, fields } })
  return true
}

function refuseGuardedFields(before: Profile, change: ProfileChange): void {
  const faults: Record<string, string[]> = {}
  for (const field of guardedFields) {
    if (change[field] === undefined || change[field] === before[field]) continue
    faults[field] = ['This field cannot be changed here.']
  }
  if (Object.keys(faults).length > 0) throw fieldProblem(faults)
}

type Wish = { before: Profile; change: ProfileChange }

async function refuseHeldUsername(app: App, tx: Tx, { before, change: { username } }: Wish): Promise<void> {
  if (username === undefined || usernameKey(username) === usernameKey(before.username)) return
  const held = await isUsernameHeld(tx, usernameKey(username), app.now())
  if (held) throw fieldProblem({ username: [usernameTaken] })
}

/** A row of an account as clients see it. */
export function toProfile(row: ProfileRow): Profile {
  return {
    id: row.id,
    email: row.email,
    username: row.username,
    is_email_verified: row.emailVerifiedAt !== null,
    mfa_enabled: row.mfaEnabled,
    email_mfa_enabled: row.emailMfaEnabled,
    is_phone_verified: row.isPhoneVerified,
    created_at: toInstant(row.createdAt),
    updated_at: toInstant(row.updatedAt),
    display_name: row.displayName,
    locale: row.locale,
    timezone: row.timezone,
    avatar_url: row.avatarUrl,
  }
}
