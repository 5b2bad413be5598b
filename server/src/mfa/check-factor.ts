import type { App } from '../platform/app.ts'
import { lookUpCode, useProof } from '../proofs/proof.ts'
import { attemptFactor } from '../protection/attempt-factor.ts'
import { checkBackupCode } from './backup-codes.ts'
import { findFactor } from './factors.queries.ts'
import type { FactorMethod } from './methods.ts'
import { checkTotp } from './totp.ts'

/**
 * Whether a code proves the second factor of an account. A right one is used up. Guesses are counted for the account and
 * method, whatever ticket or session they come through.
 * @throws Problem `rate_limited` when the guesses are used up
 */
export function checkFactor(
  app: App,
  accountId: string,
  given: { method: FactorMethod; code: string },
): Promise<boolean> {
  const { method, code } = given
  return attemptFactor(app, { accountId, kind: method }, () => {
    if (method === 'totp') return checkTotp(app, accountId, code)
    if (method === 'backup_code') return checkBackupCode(app, accountId, code)
    return checkSentCode(app, { accountId, kind: method, code })
  })
}

type Sent = { accountId: string; kind: 'email' | 'sms'; code: string }

/**
 * A code that was sent to one factor is worth nothing for another; and nothing once that factor is off, which it may
 * outlive by minutes.
 */
async function checkSentCode(app: App, { accountId, kind, code }: Sent): Promise<boolean> {
  const factor = await findFactor(app.db, accountId, kind)
  if (!factor?.confirmedAt) return false
  const proof = await lookUpCode(app, `second_factor_${kind}`, accountId, code)
  return proof !== undefined && app.transaction((tx) => useProof(app, tx, proof))
}
