import type { AccessClaims } from './access-token.ts'
import type { Standing } from './sessions.queries.ts'

type Live<S extends Standing> = S & { sessionId: string; authTime: Date; lastSeenAt: Date }

/** Whether a session lives, and its person may act. */
export function isLive<S extends Standing>(standing: S | undefined): standing is Live<S> {
  return standing?.isActive === true && standing.sessionId !== null && standing.revokedAt === null
}

/**
 * Whether a fresh proof has put a new access token in the place of this one (ASVS 7.2.4). Tokens tell their time in whole
 * seconds: one of the very second of the proof counts on.
 */
export function isReplaced({ accessFrom }: Standing, { issuedAt }: AccessClaims): boolean {
  return accessFrom !== null && issuedAt < Math.floor(accessFrom.getTime() / 1000)
}
