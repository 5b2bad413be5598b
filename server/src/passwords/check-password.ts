import type { App } from '../platform/app.ts'
import { nobody } from '../proofs/proof.ts'
import { findPasswordHash, replaceHash } from './passwords.queries.ts'
import { normalizePassword } from './policy.ts'

/**
 * Whether this is the account's password. Costs one look-up and one hash whether or not the account exists or has a
 * password: the time taken must not tell which addresses are registered.
 * @param accountId undefined for an account that does not exist
 */
export async function checkPassword(app: App, accountId: string | undefined, password: string): Promise<boolean> {
  const [row] = await findPasswordHash(app.db, { accountId: accountId ?? nobody })
  const given = normalizePassword(password)
  if (accountId === undefined || row === undefined) return app.hasher.matchesNothing(given)
  const matches = await app.hasher.matches(given, row.hash)
  if (matches && app.hasher.needsRehash(row.hash)) {
    const stronger = await app.hasher.hash(given)
    await replaceHash(app.db, accountId, { old: row.hash, new: stronger })
  }
  return matches
}
