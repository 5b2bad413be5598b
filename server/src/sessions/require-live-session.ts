import type { Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { Tx } from '../platform/db/db.ts'
import { isLive } from './live-standing.ts'
import { findStanding, holdAccount } from './sessions.queries.ts'
import { refusalSentence } from './token-refusals.ts'

/**
 * Makes sure that the session that asked for an act still lives when the act is done. Between the guard and here lies
 * the hash of a password; in that time the owner may have reset it and thrown a thief out, whose act must not outlive
 * the session. Whatever ends sessions waits for this transaction, and then finds what it did.
 * @throws Problem `token_not_valid`
 */
export async function requireLiveSession(tx: Tx, person: Person): Promise<void> {
  await holdAccount(tx, person.accountId)
  const [standing] = await findStanding(tx, { accountId: person.accountId, sessionId: person.sessionId })
  if (isLive(standing)) return
  throw new Problem('token_not_valid', { detail: refusalSentence('invalid'), extra: { code: 'token_not_valid' } })
}
