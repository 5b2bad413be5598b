import type { Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { clockLeeway } from '../keys/verify-token.ts'
import type { App } from '../platform/app.ts'

/**
 * Lets a sensitive call through only after a fresh proof at the highest level the account has: of its second factor when
 * it has one, where a password alone counts for nothing, and otherwise of the password.
 * @throws Problem `reauthentication_required`
 */
export function requireFresh(app: App, person: Proofs): void {
  const provedAt = person.hasFactor ? person.factorAt : person.authTime
  const now = app.now().getTime()
  const oldest = now - app.config.factors.reauthMinutes * 60_000
  // A proof of the future is of a clock that has been set back: nobody knows how old it is.
  const isFresh = provedAt !== null && provedAt.getTime() >= oldest && provedAt.getTime() <= now + clockLeeway * 1000
  if (!isFresh) throw new Problem('reauthentication_required')
}

/** When a session proved what. */
type Proofs = Pick<Person, 'hasFactor' | 'factorAt' | 'authTime'>

/**
 * Lets somebody add a second factor: beside one that they have only after a fresh proof of it, and with a session of the
 * service before, which nobody has proved anything in, after a proof of the password. A copy of that service's database
 * is otherwise enough to get a session of two factors. Whoever must add one before anything else signs in again.
 * @throws Problem `reauthentication_required`
 */
export function requireFreshToAdd(app: App, person: Person): void {
  if (person.hasFactor || isUnproved(person)) requireFresh(app, person)
}

/**
 * Lets a person end another of their sessions or devices, with a fresh proof where `END_SESSIONS_NEEDS_PROOF` asks for one.
 * @throws Problem `reauthentication_required`
 */
export function requireFreshToEnd(app: App, person: Proofs): void {
  if (app.config.factors.provesToEnd) requireFresh(app, person)
}

/** No credential was ever proved in this session: it was carried over. */
function isUnproved({ authTime }: Person): boolean {
  return authTime.getTime() === 0
}
