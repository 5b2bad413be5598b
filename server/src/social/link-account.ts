import { findAccount } from '../accounts/accounts.queries.ts'
import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { isUniqueViolation } from '../platform/db/database-error.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { findIdentity, listIdentities } from './identities.queries.ts'
import { type Redemption, takeProof } from './kept-proof.ts'
import { addLink } from './note-link.ts'

/**
 * A signed-in person links who they are at another service, with the code that they came back from it with. The code is
 * this session's alone; the right to link was proved when it was begun.
 * @throws Problem `invalid_token`; `link_conflict` when that identity opens another account, or another identity of that
 *   service this one
 */
export async function linkAccount(app: App, caller: Caller, person: Person, redemption: Redemption): Promise<void> {
  const proof = await takeProof(app, redemption, person.sessionId)
  const { accountId, sessionId } = person
  try {
    await app.transaction(async (tx) => {
      await requireLiveSession(tx, person)
      const known = await findIdentity(tx, proof.identity)
      if (known?.accountId === accountId) return
      const links = await listIdentities(tx, accountId)
      const isTaken = links.some(({ provider }) => provider === proof.identity.provider)
      const [account] = await findAccount(tx, { id: accountId })
      if (known || isTaken || !account) throw new Problem('link_conflict')
      await addLink(app, tx, caller, { account, proof, by: 'owner', sessionId })
    })
  } catch (error) {
    // Somebody else was quicker with the same identity.
    throw isUniqueViolation(error, 'issuer') ? new Problem('link_conflict', { cause: error }) : error
  }
}
