import type { AccessClaims } from './access-claims.ts'
import { RefusedError } from './refused-error.ts'

/** What a call asks of who makes it, besides a good token. */
export type Demands = {
  /** One of these is enough. */
  readonly roles?: readonly string[]
  /** `aal2`: a second factor was proved in this session. */
  readonly level?: 'aal1' | 'aal2'
  /** Seconds that the proof may be old. */
  readonly maxAge?: number
  readonly verifiedEmail?: boolean
}

const levels: readonly string[] = ['aal1', 'aal2']

const names: readonly string[] = ['roles', 'level', 'maxAge', 'verifiedEmail']

/**
 * Looks whether demands are ones: a wrong word would ask for nothing, and nobody would see.
 * @throws TypeError
 */
export function checkDemands(demands: Demands): void {
  const { roles, level = 'aal1', maxAge = 0 } = demands
  const unknown = Object.keys(demands).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new TypeError(`there is no demand ${unknown}`)
  if (roles !== undefined && !Array.isArray(roles)) throw new TypeError('roles is a list')
  if (!levels.includes(level)) throw new TypeError(`level is one of ${levels.join(', ')}`)
  if (typeof maxAge !== 'number' || !(maxAge >= 0)) throw new TypeError('maxAge is a number of seconds')
}

/**
 * @param now milliseconds of the epoch
 * @throws RefusedError `permission_denied`; `reauthentication_required` where a fresher or higher proof helps
 */
export function requireDemands(claims: AccessClaims, demands: Demands, now: number): void {
  const { roles, level = 'aal1', maxAge, verifiedEmail = false } = demands
  if (roles && !roles.some((one) => claims.roles.includes(one))) throw new RefusedError('permission_denied')
  if (verifiedEmail && !claims.email_verified) throw new RefusedError('permission_denied')
  if (levels.indexOf(claims.acr) < levels.indexOf(level)) {
    throw new RefusedError('reauthentication_required', { asks: `acr_values="${level}"` })
  }
  if (maxAge !== undefined && now / 1000 - claims.auth_time > maxAge) {
    throw new RefusedError('reauthentication_required', { asks: `max_age="${maxAge}"` })
  }
}
