import { randomUUID } from 'node:crypto'
import type { Caller } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import type { TokenFacts } from './session-tokens.ts'
import { insertSession } from './sessions.queries.ts'

/** How a person proved who they are, in the names of RFC 8176. */
export type Proven = { readonly amr: readonly string[]; readonly acr: 'aal1' | 'aal2' }

type Owner = Pick<TokenFacts, 'email' | 'username' | 'emailVerifiedAt' | 'roles'> & { id: string }

/**
 * Opens a session for a person who has proved every factor that is asked of them.
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
    id,
    account_id: owner.id,
    device_id: deviceId,
    generation: 1,
    rotated_at: null,
    amr: [...proven.amr],
    acr: proven.acr,
    auth_time: now,
    ip: caller.ip,
    user_agent: caller.userAgent.replaceAll('\0', ''),
    created_at: now,
    last_seen_at: now,
    expires_at: expiresAt,
    revoked_at: null,
    revoked_reason: null,
    factor_at: factorAt,
  })
  const { email, username, emailVerifiedAt, roles } = owner
  const session = { id, accountId: owner.id, generation: 1, authTime: now, factorAt, expiresAt }
  return { ...session, amr: [...proven.amr], acr: proven.acr, email, username, emailVerifiedAt, roles }
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
