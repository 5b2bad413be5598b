import type { Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { requireLiveSession } from './require-live-session.ts'
import { signAccess } from './session-tokens.ts'
import { findSession, noteProof, replaceAccess, type SessionView } from './sessions.queries.ts'
import { refusalSentence } from './token-refusals.ts'

/**
 * Notes on a session that its person proved a credential again.
 * @param method in the words of RFC 8176
 * @param isFactor true for a second factor, which lifts the session to `aal2`
 * @throws Problem `token_not_valid` when the session was ended meanwhile, or is the one that stands for all former access
 *   tokens of the account: one device's proof would lift the others. Clients refresh, and get a session of their own
 */
export async function raiseSession(
  app: App,
  tx: Tx,
  person: Person,
  proved: { method: string; isFactor: boolean },
): Promise<void> {
  await requireLiveSession(tx, person)
  const [session] = await findSession(tx, { sessionId: person.sessionId })
  if (!session || isShared(session)) throw notValid()
  const now = app.now()
  const methods = proved.isFactor ? [proved.method, 'mfa'] : [proved.method]
  await noteProof(tx, session.id, {
    amr: [...new Set([...session.amr, ...methods])],
    acr: proved.isFactor ? 'aal2' : session.acr,
    authTime: now,
    factorAt: proved.isFactor ? now : session.factorAt,
  })
}

/** A new access token that tells how the session stands now; from here on it counts in the place of those before it. */
export async function renewAccess(app: App, person: Person): Promise<string> {
  await replaceAccess(app.db, person.sessionId, app.now())
  const [session] = await findSession(app.db, { sessionId: person.sessionId })
  if (!session || session.revokedAt !== null) throw notValid()
  return signAccess(app, session)
}

/** A session that nothing refreshes, opened for somebody whom the service before had let in. */
function isShared({ generation, amr }: SessionView): boolean {
  return generation === 0 && amr.includes('legacy')
}

function notValid(): Problem {
  return new Problem('token_not_valid', { detail: refusalSentence('invalid'), extra: { code: 'token_not_valid' } })
}
