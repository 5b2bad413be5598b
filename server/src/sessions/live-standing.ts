import { clockLeeway } from '../keys/verify-token.ts'
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
export function isReplaced({ accessFrom }: Standing, { issuedAt }: { readonly issuedAt: number }, now: Date): boolean {
  const from = countingFrom(accessFrom, now)
  return from !== undefined && issuedAt < from
}

/**
 * Since when access tokens of a session count, in seconds since 1970. A moment still to come by more than nodes' clocks
 * differ is of a clock that has been set back, and counts for nothing: tokens of that clock are refused anyway.
 */
export function countingFrom(accessFrom: Date | null, now: Date): number | undefined {
  if (accessFrom === null || accessFrom.getTime() > now.getTime() + clockLeeway * 1000) return undefined
  return Math.floor(accessFrom.getTime() / 1000)
}
