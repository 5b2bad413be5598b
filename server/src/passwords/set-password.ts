import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { deletePassword, upsertPassword } from './passwords.queries.ts'
import { normalizePassword } from './policy.ts'

/** Hashes a new password; slow on purpose, so outside any transaction. */
export function hashPassword(app: App, password: string): Promise<string> {
  return app.hasher.hash(normalizePassword(password))
}

/** Makes the hash the account's password from now on. */
export async function setPassword(app: App, tx: Tx, accountId: string, hash: string): Promise<void> {
  await upsertPassword(tx, accountId, hash, app.now())
}

/** Leaves the account without a password: nobody's opens it until a new one is set by mail. */
export async function dropPassword(tx: Tx, accountId: string): Promise<void> {
  await deletePassword(tx, accountId)
}
