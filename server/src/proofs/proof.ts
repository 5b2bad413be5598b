import { randomUUID, timingSafeEqual } from 'node:crypto'
import { randomCode, randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import type { StoredEvent } from '../platform/db/stored-json.ts'
import { forgiveCodeAttempts, spendCodeAttempt } from '../protection/code-attempts.ts'
import {
  consumeProof,
  findLiveProof,
  findProofByToken,
  hasProofSince,
  insertProof,
  spendCodeTry,
  supersedeLaterProofs,
  supersedeProofs,
} from './proofs.queries.ts'

/** What a mailed link or code proves, and nothing else. */
export type ProofPurpose =
  | 'verify_email'
  | 'reset_password'
  | 'change_email'
  | 'undo_email_change'
  | 'confirm_email_factor'
  | 'second_factor_email'
  | 'confirm_sms_factor'
  | 'second_factor_sms'
  | 'recover_factors'
  | 'cancel_factor_recovery'
  | 'undo_social_link'
  | 'cancel_erasure'
  | 'not_me'

/** Wrong guesses that one code stands; the link beside it is not affected by them. */
const codeTries = 5
const codeDigits = 6

/** No account's id: a code for an unknown address costs the same look-up as for a known one. */
export const nobody = '00000000-0000-0000-0000-000000000000'

export type NewProof = {
  accountId: string
  purpose: ProofPurpose
  /** The mailbox the link goes to, which its use therefore proves; to undo a link to another service, that link's id. */
  target: string
  minutes: number
  /** Length of the code; 6 unless told. */
  digits?: number
  /** What a "this wasn't me" link is about; none but those have it. */
  about?: StoredEvent
}

/** A live proof, as found and not yet consumed. */
export type FoundProof = { id: string; accountId: string; target: string }
export type ProofLookup =
  | { found: 'live'; proof: FoundProof }
  | { found: 'spent'; proof: FoundProof }
  | { found: 'none' }

/**
 * Makes a single-use link token and code; earlier ones of this account and purpose stop working, but for links that tell
 * of an event: each has its own.
 * @returns the secrets, which are stored nowhere but as digests
 */
export async function issueProof(app: App, tx: Tx, proof: NewProof): Promise<{ token: string; code: string }> {
  const now = app.now()
  const id = randomUUID()
  const token = randomToken()
  const code = randomCode(proof.digits ?? codeDigits)
  const { accountId, purpose, about = null } = proof
  if (about === null) await supersedeProofs(tx, { accountId, purposes: [purpose], target: targetOf(proof) }, now)
  await insertProof(tx, {
    id,
    account_id: accountId,
    purpose,
    target: proof.target,
    token_digest: tokenDigest(token),
    // Six digits could be tried out against a plain digest; the keyed one is worthless without SECRET_KEY.
    code_digest: app.sealer.digest('one-time-code', `${id}:${code}`),
    tries_left: codeTries,
    created_at: now,
    expires_at: new Date(now.getTime() + proof.minutes * 60_000),
    consumed_at: null,
    superseded_at: null,
    about,
  })
  return { token, code }
}

/** Each former mailbox and each link keeps its own way back: a thief who changes two things must not end the first one's. */
function targetOf({ purpose, target }: NewProof): string | undefined {
  return purpose === 'undo_email_change' || purpose === 'undo_social_link' ? target : undefined
}

/** Whether a code is so young that another is not sent yet: it may still be on its way. `seconds` is that age. */
export function isJustSent(
  app: App,
  of: Pick<NewProof, 'accountId' | 'purpose' | 'target'>,
  seconds: number,
): Promise<boolean> {
  return hasProofSince(app.db, of, new Date(app.now().getTime() - seconds * 1000))
}

/** Looks a link token up without consuming it. */
export async function lookUpToken(app: App, purpose: ProofPurpose, token: string): Promise<ProofLookup> {
  const [row] = await findProofByToken(app.db, { purpose, digest: tokenDigest(token) })
  if (!row) return { found: 'none' }
  const proof = { id: row.id, accountId: row.accountId, target: row.target }
  const live = row.consumedAt === null && row.supersededAt === null && row.expiresAt > app.now()
  return { found: live ? 'live' : 'spent', proof }
}

/**
 * Checks a mailed code, at the price of one of its tries; the try is spent even if the request then fails. A stranger
 * who has ever new codes mailed gains no guesses by it: they are counted for the account, too.
 * @returns the live proof when the code is right
 */
export async function lookUpCode(
  app: App,
  purpose: ProofPurpose,
  accountId: string,
  code: string,
): Promise<FoundProof | undefined> {
  const guessed = `${purpose}:${accountId}`
  // In one transaction, so that an account with a live code costs as many commits as nobody does.
  const row = await app.db.transaction().execute(async (tx) => {
    const allowed = await spendCodeAttempt(app, tx, guessed)
    // In any case: the guesses at nobody's codes count as one person's, and there are soon too many of them.
    const spent = await spendCodeTry(tx, accountId, purpose, app.now())
    return allowed ? spent : undefined
  })
  if (!row?.codeDigest) return undefined
  const given = app.sealer.digests('one-time-code', `${row.id}:${code}`)
  const stored = Buffer.from(row.codeDigest)
  if (!given.some((digest) => timingSafeEqual(Buffer.from(digest), stored))) return undefined
  await forgiveCodeAttempts(app.db, guessed)
  return { id: row.id, accountId, target: row.target }
}

/**
 * Consumes a proof found before; call it inside the act it allows.
 * @returns false when another request was quicker, or the proof has ended meanwhile
 */
export async function useProof(app: App, tx: Tx, proof: FoundProof): Promise<boolean> {
  return (await consumeProof(tx, proof.id, app.now())) !== undefined
}

/** Whether something is pending for an account. */
export async function hasLiveProof(app: App, db: Db, accountId: string, purpose: ProofPurpose): Promise<boolean> {
  return (await findLiveProof(db, { accountId, purpose }, app.now())) !== undefined
}

/** Ends what is pending for an account, for instance after its password was set anew. */
export async function cancelProofs(app: App, db: Db, accountId: string, purposes: ProofPurpose[]): Promise<void> {
  await supersedeProofs(db, { accountId, purposes }, app.now())
}

/** Ends all that is pending for an account, whatever it would allow. */
export async function cancelEveryProof(app: App, tx: Tx, accountId: string): Promise<void> {
  await supersedeProofs(tx, { accountId }, app.now())
}

/** Ends what is pending for the same account and was made after this proof. @param ended `butTo`: what went there stays */
export async function cancelLaterProofs(
  app: App,
  tx: Tx,
  { id, accountId }: FoundProof,
  ended: { purpose: ProofPurpose; butTo?: string },
): Promise<void> {
  await supersedeLaterProofs(tx, { id, accountId, ...ended }, app.now())
}
