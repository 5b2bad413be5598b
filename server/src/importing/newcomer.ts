import { createHash } from 'node:crypto'
import type { AccountRole } from '../accounts/create-by-operator.ts'

/** Where somebody is known outside: issuer and subject name them, the address is contact data. */
export type NewcomersIdentity = { provider: string; issuer: string; subject: string; email: string | null }

/** Somebody as another service had them, not looked at closely yet. */
export type Newcomer = {
  /** Where it stands in the source, as a report names it. */
  row: string
  id: string
  email: string
  username: string
  displayName: string
  locale: string
  timezone: string
  avatarUrl: string
  roles: readonly AccountRole[]
  isActive: boolean
  isEmailVerified: boolean
  createdAt: Date
  updatedAt: Date
  lastLoginAt: Date | null
  /** In any form that `readHash` knows; null for nobody's password. */
  passwordHash: string | null
  /** Base32, with or without padding. */
  totpSecret: string | null
  backupCodes: readonly string[]
  /** Whether a code to the account's own address is a second factor. */
  hasEmailFactor: boolean
  /** To which texts go as a second factor. */
  phone: string | null
  identities: readonly NewcomersIdentity[]
  /** When the lock for failed sign-ins ends; null for never. */
  lock: Date | null | undefined
  failures: number
  /** Links to set a new password that were mailed and not used. */
  resetLinks: readonly { token: string; expiresAt: Date }[]
}

/** What a report says of a row: that it was not taken, or what of it was not. */
export type Remark = { row: string; says: string; isTaken: boolean }

/** A part of a source, and how far the source is read with it. */
export type SourcePage = { people: readonly Newcomer[]; remarks: readonly Remark[]; done: number; total: number }

export type Source = {
  /** A short word, kept with each account. */
  readonly name: string
  /** Whether tokens that the source has given out are to open the accounts here. */
  readonly hasTokens: boolean
  readonly pages: () => AsyncIterable<SourcePage>
}

/**
 * The id of somebody whom the source does not know by a UUID: the same each time, so that a second run finds them.
 * @param key what names them in the source
 */
export function idFrom(source: string, key: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([source, key]))
    .digest('hex')
  // The version and variant of a UUID that is made by rules of one's own (RFC 9562 section 5.8).
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
