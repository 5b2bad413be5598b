import { beginErasure } from '../accounts/begin-erasure.ts'
import { changeFreeFields, type ProfileChange, profileOf } from '../accounts/profile.ts'
import { setRoles } from '../accounts/set-roles.ts'
import { Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import { endFormerAccessWith } from '../sessions/end-former-access.ts'
import { noteEnded } from '../sessions/note-ended.ts'
import { revokeOwnSession } from '../sessions/own-sessions.queries.ts'
import type { Outcome } from './person-acts.ts'
import type { Role } from './rights.ts'
import { actOnAccount, type Staff } from './staff-act.ts'

type To<I> = I & { accountId: string; reason: string }
/** Address and security have procedures of their own, which their owner goes through. */
export type PersonChange = Pick<ProfileChange, 'username' | 'display_name' | 'locale' | 'timezone' | 'avatar_url'>

/**
 * Changes what is free in somebody's profile.
 * @throws Problem `invalid_input` for a username that is taken, and what `actOnAccount` throws
 */
export function changePerson(app: App, staff: Staff, to: To<{ change: PersonChange }>): Promise<Outcome> {
  return actOnAccount(app, staff, { ...to, act: 'users.change' }, async (tx, { id }) => {
    const before = await profileOf(tx, id)
    if (!before) throw new Problem('not_found')
    return { changed: await changeFreeFields(app, tx, undefined, { before, change: to.change }) }
  })
}

/** Gives somebody a role, or none. @throws Problem what `actOnAccount` throws */
export function setRole(app: App, staff: Staff, to: To<{ role: Role | 'none' }>): Promise<Outcome> {
  const roles = to.role === 'none' ? [] : [to.role]
  return actOnAccount(app, staff, { ...to, act: 'users.set_role' }, async (tx, account) => ({
    changed: await setRoles(app, tx, account, roles),
  }))
}

/**
 * Begins to erase an account.
 * @param to `final`: its owner cannot keep it, and it goes as soon as its access tokens have run out
 */
export function erasePerson(app: App, staff: Staff, to: To<{ final: boolean }>): Promise<Outcome> {
  return actOnAccount(app, staff, { ...to, act: 'users.erase' }, async (tx, account) => ({
    changed: true,
    dueAt: await beginErasure(app, tx, undefined, { account, by: 'operator', final: to.final }),
  }))
}

/** Ends one session of somebody. @throws Problem `not_found` for one that is not theirs, or has ended */
export function endOneSession(app: App, staff: Staff, to: To<{ sessionId: string }>): Promise<Outcome> {
  const { accountId, sessionId } = to
  if (!isUuid(sessionId)) throw new Problem('not_found')
  return actOnAccount(app, staff, { ...to, act: 'users.end_sessions' }, async (tx) => {
    const end = { accountId, sessionId, reason: 'ended_by_operator' }
    const ended = await revokeOwnSession(tx, { id: sessionId, accountId }, { at: app.now(), reason: end.reason })
    if (ended.length === 0) throw new Problem('not_found')
    await noteEnded(app, tx, undefined, end)
    await endFormerAccessWith(app, tx, undefined, end)
    return { changed: true }
  })
}
