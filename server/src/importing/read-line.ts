import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { accountRoles } from '../accounts/create-by-operator.ts'
import { avatarFault } from '../accounts/profile-fields.ts'
import type { App } from '../platform/app.ts'
import { issuerOf } from './known-issuers.ts'
import { isTooLong } from './lines-of.ts'
import { idFrom, type Newcomer, type NewcomersIdentity } from './newcomer.ts'

const text = (most: number) => Type.String({ maxLength: most })
const nullable = (most: number) => Type.Union([text(most), Type.Null()])

const Identity = Type.Object(
  { provider: text(64), issuer: Type.Optional(text(512)), subject: text(255), email: Type.Optional(nullable(320)) },
  { additionalProperties: false },
)

/** A line of the file, as `users export` writes it too; what the export tells and nobody can bring along is passed over. */
const PersonLine = Type.Object(
  {
    id: Type.Optional(text(36)),
    source_id: Type.Optional(text(255)),
    email: text(320),
    username: Type.Optional(nullable(200)),
    display_name: Type.Optional(nullable(100)),
    locale: Type.Optional(text(35)),
    timezone: Type.Optional(text(64)),
    avatar_url: Type.Optional(nullable(500)),
    roles: Type.Optional(Type.Array(Type.Union(accountRoles.map((role) => Type.Literal(role))), { maxItems: 2 })),
    is_active: Type.Optional(Type.Boolean()),
    is_email_verified: Type.Optional(Type.Boolean()),
    password_hash: Type.Optional(nullable(1024)),
    totp_secret: Type.Optional(nullable(128)),
    backup_codes: Type.Optional(Type.Array(text(32), { maxItems: 20 })),
    email_mfa_enabled: Type.Optional(Type.Boolean()),
    phone_number: Type.Optional(nullable(32)),
    identities: Type.Optional(Type.Array(Identity, { maxItems: 20 })),
    created_at: Type.Optional(text(40)),
    updated_at: Type.Optional(text(40)),
    last_login_at: Type.Optional(nullable(40)),
    email_verified_at: Type.Optional(nullable(40)),
    mfa_enabled: Type.Optional(Type.Boolean()),
    has_password: Type.Optional(Type.Boolean()),
    password_changed_at: Type.Optional(nullable(40)),
  },
  { additionalProperties: false },
)
type PersonLine = Static<typeof PersonLine>
const isPersonLine = Compile(PersonLine)

/**
 * Reads one line of a file of people.
 * @param at the source's name, and the row as reports name it
 * @returns the sentence that speaks against it, which never repeats what stands in the line
 */
export function readLine(app: App, line: string, at: { source: string; row: string }): Newcomer | string {
  if (isTooLong(line)) return 'the line is longer than 65,536 characters'
  const given = parse(line)
  if (given === undefined) return 'the line is no JSON object'
  if ('password' in given) return 'it holds a plain password: those are not taken; hash it, or leave it out'
  if (!isPersonLine.Check(given)) return faultOf(given)
  const person = given as PersonLine
  const times = [person.created_at, person.updated_at, person.last_login_at].map(readTime)
  if (times.includes('wrong')) return 'a time in it is not of the form 2026-11-26T21:16:52Z'
  if (avatarFault(person.avatar_url ?? undefined)) return 'avatar_url is no https address'
  const contradiction = factorFault(person)
  if (contradiction) return contradiction
  const identities = readIdentities(app, person)
  return typeof identities === 'string' ? identities : newcomerOf(app, person, { ...at, identities })
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    // Not JSON: an answer here, not a fault.
    return undefined
  }
}

/** A misspelt field would be a hash or a second factor that is lost in silence. */
function faultOf(given: object): string {
  const unknown = Object.keys(given).find((name) => !(name in PersonLine.properties))
  if (unknown !== undefined) return `there is no field ${unknown.slice(0, 40)}`
  const [first] = isPersonLine.Errors(given)
  const where = first?.instancePath.split('/')[1]
  return where ? `${where} is not as it must be` : 'it has no e-mail address'
}

function readTime(given: string | null | undefined): Date | null | 'wrong' {
  if (given === undefined || given === null) return null
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(given) ? new Date(given) : undefined
  return at === undefined || Number.isNaN(at.getTime()) ? 'wrong' : at
}

/** A second factor that is lost in silence would leave the account to whoever has the password. */
function factorFault({ mfa_enabled: isOn, totp_secret: secret }: PersonLine): string | undefined {
  if (isOn === true && typeof secret !== 'string') return 'it says mfa_enabled: true, and there is no totp_secret'
  return isOn === false && typeof secret === 'string' ? 'it says mfa_enabled: false, and has a totp_secret' : undefined
}

function readIdentities(app: App, { identities = [] }: PersonLine): NewcomersIdentity[] | string {
  const read: NewcomersIdentity[] = []
  for (const { provider, issuer = issuerOf(app, provider), subject, email = null } of identities) {
    if (issuer === undefined) return `the issuer of ${provider} is not known here: write it into the line`
    read.push({ provider, issuer, subject, email })
  }
  return read
}

type At = { source: string; row: string; identities: readonly NewcomersIdentity[] }

function newcomerOf(app: App, person: PersonLine, { source, row, identities }: At): Newcomer {
  const createdAt = asDate(person.created_at) ?? app.now()
  const { source_id: sourceId, email } = person
  return {
    row,
    id: person.id?.toLowerCase() ?? idFrom(source, sourceId ?? email.toLowerCase()),
    email,
    username: person.username ?? '',
    displayName: person.display_name ?? '',
    locale: person.locale ?? app.config.defaultLocale,
    timezone: person.timezone ?? 'UTC',
    avatarUrl: person.avatar_url ?? '',
    roles: person.roles ?? [],
    isActive: person.is_active ?? true,
    isEmailVerified: person.is_email_verified ?? false,
    createdAt,
    updatedAt: asDate(person.updated_at) ?? createdAt,
    lastLoginAt: asDate(person.last_login_at),
    passwordHash: person.password_hash ?? null,
    totpSecret: person.totp_secret ?? null,
    backupCodes: person.backup_codes ?? [],
    hasEmailFactor: person.email_mfa_enabled ?? false,
    phone: person.phone_number ?? null,
    identities,
    lock: undefined,
    failures: 0,
    resetLinks: [],
  }
}

function asDate(given: string | null | undefined): Date | null {
  const at = readTime(given)
  return at === 'wrong' ? null : at
}
