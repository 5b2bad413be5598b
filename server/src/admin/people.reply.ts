import { Id, Instant, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { hasFactor } from '../sessions/factor-policy.ts'
import type { ListedPerson } from './people.queries.ts'

export const nullableInstant = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })

/** A row of the list of people. */
export const PersonRow = Type.Object({
  id: Id,
  email: Type.String(),
  username: Type.String(),
  display_name: Type.String(),
  roles: Type.Array(Type.String()),
  is_active: Type.Boolean(),
  is_email_verified: Type.Boolean(),
  has_factor: Type.Boolean({ description: 'Whether a second factor is asked for at sign-in' }),
  last_login_at: nullableInstant('Null until the first sign-in'),
  created_at: Instant,
})

export function toPersonRow(person: ListedPerson) {
  const { id, email, username, roles, displayName, isActive, emailVerifiedAt, lastLoginAt, createdAt } = person
  return {
    id,
    email,
    username,
    display_name: displayName,
    roles,
    is_active: isActive,
    is_email_verified: emailVerifiedAt !== null,
    has_factor: hasFactor(person),
    last_login_at: lastLoginAt && toInstant(lastLoginAt),
    created_at: toInstant(createdAt),
  }
}
