import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { FactorWord } from '../platform/config-types.ts'
import { countBackupCodes } from './backup-codes.queries.ts'
import { listFactors } from './factors.queries.ts'
import { listPasskeys } from './passkeys.queries.ts'

/** What a second factor can be proved with, the strongest first. */
export const factorMethods = ['webauthn', 'totp', 'email', 'sms', 'backup_code'] as const
export type FactorMethod = (typeof factorMethods)[number]
/** Those that are proved by typing something in. */
export type CodeMethod = Exclude<FactorMethod, 'webauthn'>

/** Reads a method that a client named. */
export function asFactorMethod(text: string): FactorMethod | undefined {
  return factorMethods.find((method) => method === text)
}

/**
 * The words of RFC 8176: a passkey proves that a key is held. For codes it has a word for texts, and for one by mail or
 * on paper but that of a one-time password.
 */
export function methodWord(method: FactorMethod): 'otp' | 'sms' | 'pop' {
  if (method === 'webauthn') return 'pop'
  return method === 'sms' ? 'sms' : 'otp'
}

/**
 * The ways in which an account's second factor can be proved, the strongest first. Kinds that are not offered any more
 * count only for an account that has no other: to open it without any would be worse.
 * @returns empty for an account without one; backup codes are a way beside others, never the only one
 */
export async function listMethods(app: App, accountId: string): Promise<FactorMethod[]> {
  const [factors, passkeys] = await Promise.all([listFactors(app.db, accountId), listPasskeys(app.db, accountId)])
  const active = new Set<string>(factors.filter(({ confirmedAt }) => confirmedAt !== null).map(({ kind }) => kind))
  if (passkeys.length > 0) active.add('webauthn')
  const offered = new Set<string>(app.config.factors.offered.filter((kind) => active.has(kind)))
  const usable = offered.size > 0 ? offered : active
  if (usable.size > 0 && (await countBackupCodes(app.db, accountId)) > 0) usable.add('backup_code')
  return factorMethods.filter((method) => usable.has(method))
}

/** @throws Problem `factor_not_offered` for a kind that `MFA_METHODS` leaves out */
export function requireOffered(app: App, kind: FactorWord): void {
  if (!app.config.factors.offered.includes(kind)) throw new Problem('factor_not_offered')
}
