import { randomUUID } from 'node:crypto'
import type { Caller } from '../base/caller.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { limitSessions } from './limit-sessions.ts'
import type { TokenFacts } from './session-tokens.ts'
import { insertSession } from './sessions.queries.ts'

/** How a person proved who they are, in the names of RFC 8176. */
export type Proven = { readonly amr: readonly string[]; readonly acr: 'aal1' | 'aal2' }

type Owner = Pick<TokenFacts, 'email' | 'username' | 'emailVerifiedAt' | 'roles'> & { id: string }

/** Long enough to set up an authenticator app or find a security key. */
const enrolmentMinutes = 30

/**
 * Opens a session for a person who has proved every factor that is asked of them. If the account then has too many, its
 * oldest one ends.
 * @returns what its tokens will say; sign them after the transaction
 */
export async function openSession(
  app: App,
  tx: Tx,
  caller: Caller,
  opening: { owner: Owner; deviceId: string; proven: Proven },
): Promise<TokenFacts> {
  const { owner, deviceId, proven } = opening
  const now = app.now()
  const id = randomUUID()
  const expiresAt = sessionEnd(app, now, now)
  const factorAt = proven.acr === 'aal2' ? now : null
  await insertSession(tx, {
    ...newRow(app, caller, { id, accountId: owner.id, proven }),
    device_id: deviceId,
    generation: 1,
    expires_at: expiresAt,
    factor_at: factorAt,
    enrolment_digest: null,
  })
  await limitSessions(app, tx, caller, { accountId: owner.id, sessionId: id })
  const { email, username, emailVerifiedAt, roles } = owner
  const session = { id, accountId: owner.id, generation: 1, authTime: now, factorAt, accessFrom: null, expiresAt }
  return { ...session, amr: [...proven.amr], acr: proven.acr, email, username, emailVerifiedAt, roles }
}

/**
 * Opens what a person gets who must add a second factor before anything else: no session that has tokens, but one that
 * its random token can bring to that.
 * @returns the token, for half an hour
 */
export async function openEnrolment(
  app: App,
  tx: Tx,
  caller: Caller,
  { accountId, amr }: { accountId: string; amr: readonly string[] },
): Promise<string> {
  const token = randomToken()
  await insertSession(tx, {
    ...newRow(app, caller, { id: randomUUID(), accountId, proven: { amr, acr: 'aal1' } }),
    device_id: null,
    generation: 0,
    expires_at: new Date(app.now().getTime() + enrolmentMinutes * 60_000),
    factor_at: null,
    enrolment_digest: tokenDigest(token),
  })
  return token
}

/** Nobody knows when the other service last saw a password: so long ago that no proof is fresh. */
const longAgo = new Date(0)

/**
 * Opens a session for somebody whom another service had let in. It stands at the lowest level: whatever that service
 * asked for, a second factor was not among it, and for every sensitive call a fresh proof is needed first.
 * @param opening `expiresAt` undefined for a session that is refreshed like any other
 * @returns its id
 */
export async function openCarried(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  opening: { accountId: string; generation: 0 | 1; expiresAt: Date | undefined },
): Promise<string> {
  const { accountId, generation, expiresAt } = opening
  const now = app.now()
  const id = randomUUID()
  await insertSession(tx, {
    // Where nobody is in sight, the address is noted when the session is seen the next time.
    ...newRow(app, caller ?? { ip: '', userAgent: '' }, { id, accountId, proven: { amr: ['legacy'], acr: 'aal1' } }),
    auth_time: longAgo,
    device_id: null,
    generation,
    // The token that was exchanged counts as the generation before: a lost answer is repeated, theft is noticed.
    rotated_at: generation === 0 ? null : now,
    expires_at: expiresAt ?? sessionEnd(app, now, now),
    factor_at: null,
    enrolment_digest: null,
  })
  await limitSessions(app, tx, caller, { accountId, sessionId: id })
  return id
}

function newRow(
  app: App,
  caller: Pick<Caller, 'ip' | 'userAgent'>,
  of: { id: string; accountId: string; proven: Proven },
) {
  const now = app.now()
  return {
    id: of.id,
    account_id: of.accountId,
    rotated_at: null,
    amr: [...of.proven.amr],
    acr: of.proven.acr,
    auth_time: now,
    ip: caller.ip,
    user_agent: caller.userAgent.replaceAll('\0', ''),
    created_at: now,
    last_seen_at: now,
    revoked_at: null,
    revoked_reason: null,
  }
}

/**
 * When a session ends that is not refreshed again; never later than its whole lifetime allows.
 * @param openedAt when it was opened
 */
export function sessionEnd(app: App, now: Date, openedAt: Date): Date {
  const { refreshDays, sessionDays } = app.config.tokens
  const idle = now.getTime() + refreshDays * 86_400_000
  return new Date(Math.min(idle, openedAt.getTime() + sessionDays * 86_400_000))
}
