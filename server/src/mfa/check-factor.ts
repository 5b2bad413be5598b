import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import { lookUpCode, useProof } from '../proofs/proof.ts'
import { attemptFactor } from '../protection/attempt-factor.ts'
import { useBackupCode } from './backup-codes.queries.ts'
import { findBackupCode } from './backup-codes.ts'
import type { Asking } from './challenge.ts'
import { checkPasskey } from './check-passkey.ts'
import type { FactorAnswer } from './factor-answer.ts'
import { findFactor } from './factors.queries.ts'
import { listMethods } from './methods.ts'
import { checkTotp } from './totp.ts'

/**
 * Whether a code, or what a passkey signed, proves the second factor of an account. A right one is used up. Guesses are counted for the account and
 * method, whatever ticket or session they come through.
 * @param of the account, and what a passkey would have been asked for
 * @throws Problem `rate_limited` when the guesses are used up
 */
export function checkFactor(
  app: App,
  caller: Caller,
  { accountId, asking }: { accountId: string; asking: Asking },
  answer: FactorAnswer,
): Promise<boolean> {
  return attemptFactor(app, { accountId, kind: answer.method }, async () => {
    if (!(await listMethods(app, accountId)).includes(answer.method)) return false
    if (answer.method === 'webauthn') {
      const { credential } = answer
      return (await checkPasskey(app, caller, accountId, { credential, asking })) !== undefined
    }
    const { method, code } = answer
    if (method === 'totp') return checkTotp(app, accountId, code)
    if (method === 'backup_code') return checkBackupCode(app, accountId, code)
    return checkSentCode(app, { accountId, kind: method, code })
  })
}

/** A right one is used up: of simultaneous answers one is taken. */
async function checkBackupCode(app: App, accountId: string, code: string): Promise<boolean> {
  const found = await findBackupCode(app, app.db, { accountId, code })
  return useBackupCode(app.db, found, app.now())
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
  // A code that was on its way to a former number or address is worth nothing for the present one.
  if (proof?.target !== factor.target) return false
  return app.transaction((tx) => useProof(app, tx, proof))
}
