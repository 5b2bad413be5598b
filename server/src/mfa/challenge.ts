import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import { deleteChallengesOf, insertChallenge, takeChallengeRow } from './challenges.queries.ts'

/** As long as a browser shows its dialogue (WebAuthn level 3, section 15.1, recommends 5 minutes). */
export const challengeMinutes = 5

/**
 * What a challenge was asked for, and by whom: a challenge of one purpose is worth nothing for another, nor for another
 * session or ticket. Somebody who is not signed in has nothing to bind it to.
 */
export type Asking =
  | { purpose: 'register' | 'reauthenticate'; sessionId: string }
  | { purpose: 'second_factor'; ticketId: string }
  | { purpose: 'sign_in' }

/**
 * Makes a challenge for an authenticator to sign. A session or ticket has one a purpose: a newer one ends the older.
 * @returns 256 bits as base64url
 */
export async function issueChallenge(app: App, asking: Asking): Promise<string> {
  const challenge = randomToken()
  const of = { purpose: asking.purpose, boundTo: boundTo(asking) }
  const expiresAt = new Date(app.now().getTime() + challengeMinutes * 60_000)
  await app.transaction(async (tx) => {
    if (of.boundTo !== '') await deleteChallengesOf(tx, of)
    await insertChallenge(tx, {
      digest: tokenDigest(challenge),
      purpose: of.purpose,
      bound_to: of.boundTo,
      expires_at: expiresAt,
    })
  })
  return challenge
}

/** Takes a challenge away before what it was signed with is looked at: it works once, whatever comes of it. */
export async function takeChallenge(app: App, challenge: string, asking: Asking): Promise<boolean> {
  const of = { digest: tokenDigest(challenge), purpose: asking.purpose, boundTo: boundTo(asking) }
  return takeChallengeRow(app.db, of, app.now())
}

function boundTo(asking: Asking): string {
  if ('sessionId' in asking) return asking.sessionId
  return 'ticketId' in asking ? asking.ticketId : ''
}
