import type { JWTPayload } from 'jose'

/** What an access token says (RFC 9068), each member checked to be of this type. */
export type AccessClaims = {
  readonly iss: string
  /** The person, a UUID. */
  readonly sub: string
  /** The session, a UUID. */
  readonly sid: string
  readonly jti: string
  /** Seconds of the epoch, as are `exp` and `auth_time`. */
  readonly iat: number
  readonly exp: number
  readonly email: string
  readonly email_verified: boolean
  readonly username: string
  readonly roles: readonly string[]
  /** How the person proved who they are (RFC 8176). */
  readonly amr: readonly string[]
  /** `aal1`, or `aal2` after a second factor. */
  readonly acr: string
  readonly auth_time: number
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @returns undefined for a token that is not one of access, or not whole */
export function readClaims(payload: JWTPayload): AccessClaims | undefined {
  const { token_type, iss, sub, sid, jti, iat, exp } = payload
  const { email, email_verified, username, roles, amr, acr, auth_time } = payload
  const isOurs = token_type === 'access' && isUuid(sub) && isUuid(sid) && isText(jti) && isText(iss)
  if (!isOurs || typeof iat !== 'number' || typeof exp !== 'number') return undefined
  if (!isText(email) || typeof email_verified !== 'boolean' || !isText(username)) return undefined
  if (!areTexts(roles) || !areTexts(amr) || !isText(acr) || typeof auth_time !== 'number') return undefined
  // The token may be remembered: what its reader does with the lists is the reader's own.
  const lists = { roles: [...roles], amr: [...amr] }
  return { iss, sub, sid, jti, iat, exp, email, email_verified, username, ...lists, acr, auth_time }
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
