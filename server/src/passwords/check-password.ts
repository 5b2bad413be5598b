import type { App } from '../platform/app.ts'
import { nobody } from '../proofs/proof.ts'
import { foreignDecoy } from './foreign-decoy.ts'
import { findPasswordHash, replaceHash } from './passwords.queries.ts'
import { normalizePassword } from './policy.ts'
import type { ForeignHash } from './schemes/hash-parts.ts'
import { isOwnKind, readHash } from './schemes/read-hash.ts'

/** Whose password it would be: `subject` is the account's id, or what stands for a name that nobody has. */
type Claimed = { accountId: string | undefined; subject: string }

/**
 * Whether this is the account's password. Costs one look-up and one hash whether or not the account exists or has a
 * password: the time taken must not tell which addresses are registered. The right one leaves a hash of today behind.
 * @param of `accountId` is undefined for an account that does not exist
 */
export async function checkPassword(app: App, { accountId, subject }: Claimed, password: string): Promise<boolean> {
  const [row] = await findPasswordHash(app.db, { accountId: accountId ?? nobody })
  const given = normalizePassword(password)
  if (accountId === undefined || row === undefined) return checkNothing(app, subject, password)
  const matches = await matchesStored(app, row.hash, password)
  if (matches && app.hasher.needsRehash(row.hash)) {
    const stronger = await app.hasher.hash(given)
    await replaceHash(app.db, accountId, { old: row.hash, new: stronger })
  }
  return matches
}

function matchesStored(app: App, stored: string, password: string): Promise<boolean> {
  const foreign = isOwnKind(stored) ? undefined : readHash(stored)
  return foreign ? matchesForeign(app, foreign, password) : app.hasher.matches(normalizePassword(password), stored)
}

/** Other services hashed what was typed, however its accents were composed: here both forms count. */
async function matchesForeign(app: App, hash: ForeignHash, password: string): Promise<boolean> {
  for (const form of new Set([normalizePassword(password), password])) {
    if (await app.hasher.inTurn(() => hash.matches(form))) return true
  }
  return false
}

async function checkNothing(app: App, subject: string, password: string): Promise<false> {
  const decoy = await foreignDecoy(app, subject)
  if (!decoy) return app.hasher.matchesNothing(normalizePassword(password))
  await matchesForeign(app, decoy, password)
  return false
}
