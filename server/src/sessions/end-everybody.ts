import type { App } from '../platform/app.ts'
import { nobody } from '../proofs/proof.ts'
import { endSessionsOf } from './end-session.ts'
import { listSignedIn } from './everybody.queries.ts'

const batch = 200

/**
 * Ends the sessions of everybody, each account in a transaction of its own, while the service may run.
 * @param reason a word for the log and for other services
 * @returns how many accounts that were
 */
export async function endEverybody(app: App, reason: string): Promise<number> {
  let accounts = 0
  for (let after: string | undefined = nobody; after !== undefined; ) {
    const ids: string[] = await listSignedIn(app.db, after, batch)
    for (const accountId of ids) {
      await app.transaction((tx) => endSessionsOf(app, tx, undefined, { accountId, reason }))
    }
    accounts += ids.length
    after = ids.at(-1)
  }
  return accounts
}
