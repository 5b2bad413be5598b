import type { AdminAct } from '../audit/admin-acts.ts'
import type { Person } from '../base/caller.ts'
import { Problem, type ProblemCode } from '../base/problem.ts'
import { guardProblems } from '../http/problem-replies.ts'
import type { App } from '../platform/app.ts'
import { type Guard, personOf, requirePerson } from '../sessions/session.guard.ts'
import { mayDo } from './rights.ts'

/** NIST SP 800-63B-4 section 2.2.3: at its second level both factors are proved again once a day. */
const factorHours = 24

/** What every route of administration may refuse with. */
export const staffProblems = [
  ...guardProblems,
  'permission_denied',
  'reauthentication_required',
] as const satisfies readonly ProblemCode[]

/** What a route of administration registers: the guard of the session, and then that of the role and the second factor. */
export function staffOnly(app: App, act: AdminAct): { onRequest: Guard; config: { guard: Guard } } {
  const requireSession = requirePerson(app)
  const guard: Guard = async (request, reply) => {
    await requireSession(request, reply)
    requireStaff(app, personOf(request), act)
  }
  return { onRequest: guard, config: { guard } }
}

/**
 * The roles are those that the account has at this moment, whatever its token says.
 * @throws Problem `permission_denied` for everybody whose role is too low, `mfa_enrolment_required` without a second
 *   factor, `reauthentication_required` for a session that has not proved it within a day
 */
function requireStaff(app: App, person: Person, act: AdminAct): void {
  if (!mayDo(person.roles, act)) throw new Problem('permission_denied')
  if (!person.hasFactor) throw new Problem('mfa_enrolment_required')
  const oldest = app.now().getTime() - factorHours * 3_600_000
  if (person.factorAt === null || person.factorAt.getTime() < oldest) throw new Problem('reauthentication_required')
}
