import type { Db } from '../platform/db/db.ts'
import { countBackupCodes } from './backup-codes.queries.ts'
import { listFactors } from './factors.queries.ts'

/** What a second factor can be proved with, the strongest first. */
export const factorMethods = ['totp', 'email', 'sms', 'backup_code'] as const
export type FactorMethod = (typeof factorMethods)[number]

/** Reads a method that a client named. */
export function asFactorMethod(text: string): FactorMethod | undefined {
  return factorMethods.find((method) => method === text)
}

/** The words of RFC 8176: it has one for texts, and for a code by mail or on paper but that of a one-time password. */
export function methodWord(method: FactorMethod): 'otp' | 'sms' {
  return method === 'sms' ? 'sms' : 'otp'
}

/**
 * The ways in which an account's second factor can be proved, the strongest first.
 * @returns empty for an account without one; backup codes are a way beside others, never the only one
 */
export async function listMethods(db: Db, accountId: string): Promise<FactorMethod[]> {
  const factors = await listFactors(db, accountId)
  const active = new Set<string>(factors.filter(({ confirmedAt }) => confirmedAt !== null).map(({ kind }) => kind))
  if (active.size > 0 && (await countBackupCodes(db, accountId)) > 0) active.add('backup_code')
  return factorMethods.filter((method) => active.has(method))
}
