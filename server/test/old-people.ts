import { pbkdf2Sync } from 'node:crypto'
import { generateSecret } from 'otplib'
import { type OldService, oldUser } from './old-database.ts'

/** In the order in which they are made, over and over. */
export const kinds = [
  'plain',
  'totp',
  'unverified',
  'deactivated',
  'locked',
  'locked for good',
  'google',
  'email code',
  'staff',
  'phone',
] as const
export type Kind = (typeof kinds)[number]

export type OldPerson = {
  id: string
  kind: Kind
  email: string
  username: string
  password: string
  secret: string
  backupCodes: string[]
}

/** As the old service hashed them, with so few rounds that ten thousand can sign in within a test. */
export function djangoHash(password: string, rounds = 50): string {
  const salt = 'aSaltOfDjango22charsXX'
  return `pbkdf2_sha256$${rounds}$${salt}$${pbkdf2Sync(password, salt, rounds, 32, 'sha256').toString('base64')}`
}

const secrets = Array.from({ length: 20 }, () => generateSecret({ length: 20 }))

/** Fills the old service with people of every kind. */
export async function fillOldService(old: OldService, count: number): Promise<OldPerson[]> {
  const hour = new Date(Date.now() + 3_600_000).toISOString().replace('T', ' ').replace('Z', '+00:00')
  const people: OldPerson[] = []
  const rows: Parameters<OldService['insert']>[1][number][] = []
  for (let i = 0; i < count; i++) {
    const kind = kinds[i % kinds.length] ?? 'plain'
    const password = `Old-passphrase-${i % 30}!`
    const email = `Person.${i}@old.example`
    const username = `person ${i}`
    const secret = kind === 'totp' ? (secrets[i % 20] ?? '') : ''
    const mark = i.toString(16).toUpperCase().padStart(5, '0')
    const backupCodes = kind === 'totp' ? Array.from({ length: 10 }, (_, code) => `${mark}A${code}F`) : []
    const more = columnsOf(kind, { hour, number: i, secret, backupCodes })
    const made = oldUser(
      old,
      { email, username, password: kind === 'google' ? '!unusable' : djangoHash(password) },
      more,
    )
    rows.push(made.row)
    people.push({ id: made.uuid, kind, email, username, password, secret, backupCodes })
  }
  await old.insert('users_user', rows)
  return people
}

type Facts = { hour: string; number: number; secret: string; backupCodes: string[] }

function columnsOf(kind: Kind, { hour, number, secret, backupCodes }: Facts): Record<string, string | boolean> {
  const columns: Record<Kind, Record<string, string | boolean>> = {
    plain: {},
    totp: { mfa_enabled: true, totp_secret: secret, backup_codes: JSON.stringify(backupCodes) },
    unverified: { is_email_verified: false },
    deactivated: { is_active: false },
    locked: { is_locked: true, locked_until: hour },
    'locked for good': { is_locked: true },
    google: { google_id: `g-${number}` },
    'email code': { email_mfa_enabled: true },
    staff: { is_staff: true, is_superuser: number % 20 === 8 },
    phone: { phone_number: `+1415555${String(2000 + (number % 7000)).padStart(4, '0')}`, is_phone_verified: true },
  }
  return columns[kind]
}
