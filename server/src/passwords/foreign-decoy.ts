import type { App } from '../platform/app.ts'
import { findForeignHash } from './passwords.queries.ts'
import type { ForeignHash } from './schemes/hash-parts.ts'
import { readHash } from './schemes/read-hash.ts'

/** For so long a look at the database counts. */
const rememberMs = 60_000

type Sample = { hash: ForeignHash | undefined; readAt: number }

/**
 * The hash that a name without a password is checked against in place of one of ours. As long as there are hashes of
 * another service, which take another time, a name that nobody has must look like one whose owner has such a hash, or
 * the time would name those who have not signed in since they were brought here. Half of all unknown names do, the same
 * ones each time; so a slow answer may always be nobody's, and a quick one somebody's.
 * @returns undefined for the other half, and where no such hash is left
 */
export async function foreignDecoy(app: App, subject: string): Promise<ForeignHash | undefined> {
  const sample = app.hold(makeSample)
  const now = app.now().getTime()
  if (Math.abs(now - sample.readAt) >= rememberMs) {
    sample.readAt = now
    const [row] = await findForeignHash(app.db, {})
    sample.hash = row && readHash(row.hash)
  }
  const isSlow = app.sealer.digest('login-name', `decoy:${subject}`).charCodeAt(0) % 2 === 0
  return isSlow ? sample.hash : undefined
}

function makeSample(): Sample {
  return { hash: undefined, readAt: 0 }
}
