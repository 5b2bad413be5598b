import { clientSoftware } from '../base/client-software.ts'
import { Id, Instant, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { App } from '../platform/app.ts'
import { toWhereabouts, whereabouts } from '../sessions/whereabouts.reply.ts'
import { nullableInstant } from './people.reply.ts'
import type { WholePerson } from './read-person.ts'

const nullableText = Type.Union([Type.String(), Type.Null()])
const Factor = Type.Object({ kind: Type.String(), target: Type.String(), confirmed_at: Instant })
const Session = Type.Object({ id: Id, name: Type.String(), ...whereabouts, expires_at: Instant })
const Device = Type.Object({
  id: Id,
  name: Type.String(),
  ...whereabouts,
  trusted_until: nullableInstant('Until when it is not asked for a second factor'),
})
const Link = Type.Object({
  provider: Type.String(),
  email: nullableText,
  created_at: Instant,
  last_used_at: nullableInstant('Null when it was never used since'),
})
const Event = Type.Object({
  id: Id,
  at: Instant,
  event: Type.String(),
  address: Type.String(),
  browser: nullableText,
  system: nullableText,
  facts: Type.Record(Type.String(), Type.Unknown()),
})

/** One account on one page. */
export const PersonPage = Type.Object({
  id: Id,
  email: Type.String(),
  username: Type.String(),
  display_name: Type.String(),
  locale: Type.String(),
  timezone: Type.String(),
  avatar_url: Type.String(),
  roles: Type.Array(Type.String()),
  is_active: Type.Boolean(),
  email_verified_at: nullableInstant('Null while the address is not verified'),
  last_login_at: nullableInstant('Null until the first sign-in'),
  created_at: Instant,
  updated_at: Instant,
  password_changed_at: nullableInstant('Null for an account without a password'),
  lock: Type.Object({
    locked_until: nullableInstant('Until when unknown clients are refused'),
    frozen_since: nullableInstant('Since when its owner has frozen it; a new password by mail ends that'),
    password_disabled: Type.Boolean({ description: 'Until it is set anew or the account is unlocked' }),
  }),
  factors: Type.Array(Factor),
  backup_codes_left: Type.Integer(),
  factor_recovery: Type.Union([
    Type.Object({
      asked_at: Instant,
      mail_proved_at: nullableInstant('When the owner proved the mailbox'),
      approved_at: nullableInstant('When an administrator, or a backup code, agreed'),
      due_at: nullableInstant('When the factors go'),
    }),
    Type.Null(),
  ]),
  erasure: Type.Union([Type.Object({ asked_at: Instant, asked_by: Type.String(), due_at: Instant }), Type.Null()]),
  live_sessions: Type.Integer(),
  sessions: Type.Array(Session),
  devices: Type.Array(Device),
  links: Type.Array(Link),
  activity: Type.Array(Event),
  events: Type.Object(
    { waiting: Type.Integer(), failed: Type.Integer() },
    { description: 'What other services are still to be told of it' },
  ),
})

const instantOrNull = (at: Date | null | undefined): string | null => (at ? toInstant(at) : null)

export function toPersonPage(app: App, whole: WholePerson) {
  const { entry, recovery, erasure } = whole
  return {
    ...toProfile(entry),
    lock: {
      locked_until: instantOrNull(entry.lockedUntil),
      frozen_since: instantOrNull(entry.frozenSince),
      password_disabled: entry.passwordDisabled,
    },
    factors: toFactors(whole),
    backup_codes_left: whole.backupCodes,
    factor_recovery: recovery
      ? {
          asked_at: toInstant(recovery.askedAt),
          mail_proved_at: instantOrNull(recovery.mailProvedAt),
          approved_at: instantOrNull(recovery.approvedAt),
          due_at: instantOrNull(recovery.dueAt),
        }
      : null,
    erasure: erasure
      ? { asked_at: toInstant(erasure.askedAt), asked_by: erasure.askedBy, due_at: toInstant(erasure.dueAt) }
      : null,
    live_sessions: Number(entry.liveSessions),
    ...toPlaces(app, whole),
    links: whole.links.map(({ provider, email, createdAt, lastUsedAt }) => ({
      provider,
      email,
      created_at: toInstant(createdAt),
      last_used_at: instantOrNull(lastUsedAt),
    })),
    activity: whole.activity.map(({ id, at, name, ip, userAgent, facts, personalFacts }) => ({
      id,
      at: toInstant(at),
      event: name,
      address: ip,
      ...clientSoftware(userAgent),
      facts: { ...facts, ...personalFacts },
    })),
    events: whole.events,
  }
}

function toProfile(entry: WholePerson['entry']) {
  return {
    id: entry.id,
    email: entry.email,
    username: entry.username,
    display_name: entry.displayName,
    locale: entry.locale,
    timezone: entry.timezone,
    avatar_url: entry.avatarUrl,
    roles: entry.roles,
    is_active: entry.isActive,
    email_verified_at: instantOrNull(entry.emailVerifiedAt),
    last_login_at: instantOrNull(entry.lastLoginAt),
    created_at: toInstant(entry.createdAt),
    updated_at: toInstant(entry.updatedAt),
    password_changed_at: instantOrNull(entry.passwordChangedAt),
  }
}

function toFactors({ factors, passkeys }: WholePerson) {
  const keys = passkeys.map(({ name, createdAt }) => {
    return { kind: 'webauthn', target: name, confirmed_at: toInstant(createdAt) }
  })
  const others = factors.flatMap(({ kind, target, confirmedAt }) =>
    confirmedAt === null ? [] : [{ kind, target, confirmed_at: toInstant(confirmedAt) }],
  )
  return [...keys, ...others]
}

function toPlaces(app: App, { sessions, devices }: WholePerson) {
  return {
    sessions: sessions.map((session) => ({
      id: session.id,
      name: session.deviceName ?? '',
      ...toWhereabouts(app, { ...session, firstSeenAt: session.createdAt }),
      expires_at: toInstant(session.expiresAt),
    })),
    devices: devices.map((device) => ({
      id: device.id,
      name: device.name,
      ...toWhereabouts(app, device),
      trusted_until: instantOrNull(device.trustedUntil),
    })),
  }
}
