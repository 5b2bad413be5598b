import type { Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

/**
 * Lets a sensitive call through only after a fresh proof at the highest level the account has: of its second factor when
 * it has one, where a password alone counts for nothing, and otherwise of the password.
 * @throws Problem `reauthentication_required`
 */
export function requireFresh(app: App, person: Person): void {
  const provedAt = person.hasFactor ? person.factorAt : person.authTime
  const oldest = app.now().getTime() - app.config.factors.reauthMinutes * 60_000
  if (provedAt === null || provedAt.getTime() < oldest) throw new Problem('reauthentication_required')
}
