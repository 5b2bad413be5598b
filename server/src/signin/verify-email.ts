import { findAccount, findAccountByEmail } from '../accounts/accounts.queries.ts'
import { confirmEmail } from '../accounts/verify-email.ts'
import type { Caller } from '../base/caller.ts'
import { parseEmailAddress } from '../base/email-address.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { type FoundProof, lookUpCode, lookUpToken, nobody, useProof } from '../proofs/proof.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'

export type VerifyOutcome = 'verified' | 'already_verified'

/**
 * Verifies an address by the mailed link. Works once; later uses of the same link say that it is done.
 * @throws Problem `invalid_token`
 */
export async function verifyEmailByLink(app: App, caller: Caller, token: string): Promise<VerifyOutcome> {
  const lookup = await lookUpToken(app, 'verify_email', token)
  if (lookup.found === 'none') throw new Problem('invalid_token')
  if (lookup.found === 'live' && (await verify(app, caller, { proof: lookup.proof, by: 'link' }))) return 'verified'
  const [account] = await findAccount(app.db, { id: lookup.proof.accountId })
  const isDone = account?.isActive && account.emailVerifiedAt !== null && account.email === lookup.proof.target
  if (!isDone) throw new Problem('invalid_token')
  return 'already_verified'
}

/**
 * Verifies an address by the mailed code. An unknown address, a wrong code and a spent one are refused alike.
 * @throws Problem `invalid_token`
 */
export async function verifyEmailByCode(
  app: App,
  caller: Caller,
  given: { email: string; code: string },
): Promise<VerifyOutcome> {
  const emailKey = parseEmailAddress(given.email)?.key ?? ''
  const [account] = await findAccountByEmail(app.db, { emailKey })
  const proof = await lookUpCode(app, 'verify_email', account?.id ?? nobody, given.code)
  const done = proof !== undefined && (await verify(app, caller, { proof, by: 'code' }))
  if (!done) throw new Problem('invalid_token', { detail: 'Invalid or expired code' })
  return 'verified'
}

/** False when another request was quicker, or the account must not be opened any more. */
async function verify(
  app: App,
  caller: Caller,
  { proof, by }: { proof: FoundProof; by: 'link' | 'code' },
): Promise<boolean> {
  const [account] = await findAccount(app.db, { id: proof.accountId })
  if (!account?.isActive) return false
  return app.transaction(async (tx) => {
    await holdAccount(tx, proof.accountId)
    if (!(await useProof(app, tx, proof))) return false
    return confirmEmail(app, tx, caller, { accountId: proof.accountId, email: proof.target, by })
  })
}
