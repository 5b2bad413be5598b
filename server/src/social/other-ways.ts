import { listPasskeys } from '../mfa/passkeys.queries.ts'
import { findPasswordDate } from '../passwords/passwords.queries.ts'
import type { Db } from '../platform/db/db.ts'

/** What opens an account besides other services: a password, or a passkey that has verified its user. */
export async function otherWays(db: Db, accountId: string): Promise<('password' | 'passkey')[]> {
  const [password] = await findPasswordDate(db, { accountId })
  const passkeys = await listPasskeys(db, accountId)
  const ways: ('password' | 'passkey')[] = password === undefined ? [] : ['password']
  if (passkeys.some(({ isUserVerified }) => isUserVerified)) ways.push('passkey')
  return ways
}
