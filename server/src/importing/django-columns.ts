import type { OldDatabase } from '../platform/db/open-old-database.ts'

/** What is read of a person, and under which names it has stood; the first that is there counts. */
const wanted = {
  id: ['id'],
  email: ['email'],
  username: ['username'],
  password: ['password'],
  isActive: ['is_active'],
  isStaff: ['is_staff'],
  isSuperuser: ['is_superuser'],
  isEmailVerified: ['is_email_verified'],
  isLocked: ['is_locked'],
  lockedUntil: ['locked_until', 'lock_until', 'lockout_until', 'account_locked_until', 'lock_expires_at'],
  failures: ['failed_login_attempts'],
  mfaEnabled: ['mfa_enabled'],
  totpSecret: ['totp_secret'],
  backupCodes: ['backup_codes'],
  emailMfaEnabled: ['email_mfa_enabled'],
  phone: ['phone_number'],
  isPhoneVerified: ['is_phone_verified'],
  googleId: ['google_id'],
  githubId: ['github_id'],
  createdAt: ['created_at', 'date_joined'],
  updatedAt: ['updated_at'],
  lastLogin: ['last_login'],
} as const

export type Wanted = keyof typeof wanted
export type Columns = {
  readonly names: ReadonlyMap<Wanted, string>
  /** What the table lacks, and what it has that is not read. */
  readonly missing: readonly string[]
  readonly unread: readonly string[]
}

const needed: readonly Wanted[] = ['id', 'email', 'username', 'password']

/**
 * Finds the columns of people.
 * @throws Error with a sentence for the operator when this is not the table of the old service
 */
export async function findColumns(old: OldDatabase): Promise<Columns> {
  const there = await old.columnsOf('users_user')
  const found = Object.entries(wanted).flatMap(([what, spellings]): [Wanted, string][] => {
    const name = spellings.find((spelling) => there.has(spelling)) ?? otherSpelling(what, there)
    return name === undefined ? [] : [[what as Wanted, name]]
  })
  const names = new Map(found)
  const lacking = needed.filter((what) => !names.has(what))
  if (lacking.length > 0) {
    throw new Error(`This is no database of the old service: users_user has no ${lacking.join(', ')}.`)
  }
  const read = new Set(names.values())
  return {
    names,
    missing: Object.entries(wanted).flatMap(([what, [name]]) => (names.has(what as Wanted) ? [] : [name])),
    unread: [...there].filter((name) => !read.has(name)),
  }
}

/** When a lock ends was called this and that, but never as when it began; a lock whose end is not found is one for ever. */
function otherSpelling(what: string, there: ReadonlySet<string>): string | undefined {
  if (what !== 'lockedUntil') return undefined
  return [...there].find((name) => /lock/.test(name) && /(until|end|expir)/.test(name))
}
