import { randomInt, randomUUID } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import { deleteBackupCodes, insertBackupCodes, useBackupCode } from './backup-codes.queries.ts'

const setSize = 10
const codeLength = 8
/** Crockford's base 32: capitals and digits without those that look alike; 8 of them are 40 bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A set of codes for paper, to be shown once. */
export function newBackupCodes(): string[] {
  return Array.from({ length: setSize }, () =>
    Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  )
}

/** Gives an account a set of codes, stored as keyed digests; the former set is worth nothing from now on. */
export async function replaceBackupCodes(app: App, tx: Tx, accountId: string, codes: readonly string[]): Promise<void> {
  await deleteBackupCodes(tx, accountId)
  await insertBackupCodes(
    tx,
    codes.map((code) => ({
      id: randomUUID(),
      account_id: accountId,
      digest: app.sealer.digest('backup-code', `${accountId}:${code}`),
      created_at: app.now(),
      used_at: null,
    })),
  )
}

/** Whether a backup code is right; it is used up with that. */
export async function checkBackupCode(
  app: App,
  db: Db,
  { accountId, code }: { accountId: string; code: string },
): Promise<boolean> {
  const digests = app.sealer.digests('backup-code', `${accountId}:${code}`)
  return useBackupCode(db, accountId, digests, app.now())
}
