import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, clearableField, emailField, flagField, Id, Instant, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { guarded, guardedFinding, personOf } from '../sessions/session.guard.ts'
import { findStandingProfile } from './accounts.queries.ts'
import { changeProfile, toProfile } from './profile.ts'
import { avatarFault, localeFault, refuseFields, timezoneFault } from './profile-fields.ts'

const ProfileReply = Type.Object({
  id: Id,
  email: Type.String(),
  username: Type.String(),
  is_email_verified: Type.Boolean(),
  mfa_enabled: Type.Boolean(),
  email_mfa_enabled: Type.Boolean(),
  is_phone_verified: Type.Boolean(),
  created_at: Instant,
  updated_at: Instant,
  display_name: Type.String(),
  locale: Type.String(),
  timezone: Type.String(),
  avatar_url: Type.String(),
})

const ProfileBody = body(
  {
    email: Type.Optional(emailField()),
    username: Type.Optional(textField(50)),
    is_email_verified: Type.Optional(flagField()),
    mfa_enabled: Type.Optional(flagField()),
    email_mfa_enabled: Type.Optional(flagField()),
    is_phone_verified: Type.Optional(flagField()),
    display_name: Type.Optional(clearableField(100)),
    locale: Type.Optional(textField(35, { description: 'BCP 47 language tag', examples: ['en'] })),
    timezone: Type.Optional(textField(64, { description: 'IANA name', examples: ['Europe/Berlin'] })),
    avatar_url: Type.Optional(clearableField(500, { description: 'https address of a picture' })),
  },
  { example: { username: 'ana', display_name: 'Ana' } },
)

export function profileRoutes(app: App): Routes {
  return async (http) => {
    getProfile(app, http)
    patchProfile(app, http)
  }
}

function getProfile(app: App, http: TypedHttp): void {
  const { guard, foundFor } = guardedFinding(app, findStandingProfile)
  http.get(
    '/api/auth/profile/',
    {
      ...guard,
      schema: {
        operationId: 'getProfile',
        summary: 'The own profile',
        tags: ['accounts'],
        security: [{ bearer: [] }],
        response: { 200: ProfileReply, ...problemReplies(...guardProblems) },
      },
    },
    async (request) => toProfile(foundFor(request)),
  )
}

function patchProfile(app: App, http: TypedHttp): void {
  const guard = guarded(app)
  http.patch(
    '/api/auth/profile/',
    {
      ...guard,
      schema: {
        operationId: 'changeProfile',
        summary: 'Change the own profile',
        description:
          'Address and security members may be sent back with their present values; other values are refused by name.',
        tags: ['accounts'],
        security: [{ bearer: [] }],
        body: ProfileBody,
        response: { 200: ProfileReply, ...problemReplies('invalid_input', ...guardProblems) },
      },
    },
    async (request) => {
      const { locale, timezone, avatar_url } = request.body
      refuseFields({
        locale: localeFault(locale),
        timezone: timezoneFault(timezone),
        avatar_url: avatarFault(avatar_url),
      })
      return changeProfile(app, callerOf(app, request), personOf(request), request.body)
    },
  )
}
