import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Problem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, clearableField, DetailReply, emailField, flagField, Id, Instant, textField } from '../http/shapes.ts'
import { passwordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { emailChangeBudget, proofBudget } from './budgets.ts'
import { confirmEmailChange, requestEmailChange, undoEmailChange } from './change-email.ts'
import { deactivate } from './deactivate.ts'
import { changeProfile, readProfile } from './profile.ts'
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
const DeactivateBody = body({
  password: passwordField('The password, once more'),
  confirm_deactivation: flagField(),
})
const NewEmailBody = body({ new_email: emailField(), password: passwordField('The password, once more') })
const ConfirmBody = body({
  token: Type.Optional(textField(200, { description: 'From the mailed link' })),
  code: Type.Optional(textField(10, { description: 'From the mail; needs the signed-in person' })),
})
const TokenBody = body({ token: textField(200) })

export function accountsRoutes(app: App): FastifyPluginAsyncTypebox {
  const guard = guarded(app)
  const security = [{ bearer: [] }]
  const tags = ['accounts']
  return async (http) => {
    http.get(
      '/api/auth/profile/',
      {
        ...guard,
        schema: {
          operationId: 'getProfile',
          summary: 'The own profile',
          tags,
          security,
          response: { 200: ProfileReply, ...problemReplies(...guardProblems) },
        },
      },
      async (request) => readProfile(app, personOf(request)),
    )
    http.patch(
      '/api/auth/profile/',
      {
        ...guard,
        schema: {
          operationId: 'changeProfile',
          summary: 'Change the own profile',
          description:
            'Address and security members may be sent back with their present values; other values are refused by name.',
          tags,
          security,
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
    http.post(
      '/api/auth/profile/email/',
      {
        onRequest: [guard.onRequest, limitNetwork(app, emailChangeBudget)],
        config: guard.config,
        schema: {
          operationId: 'requestEmailChange',
          summary: 'Move the account to another address',
          description: 'Mails a link and a code to the new address, and an undo link to the present one.',
          tags,
          security,
          body: NewEmailBody,
          response: {
            200: DetailReply,
            ...problemReplies('invalid_input', ...guardProblems, 'account_locked', 'rate_limited'),
          },
        },
      },
      async (request) => {
        await requestEmailChange(app, callerOf(app, request), personOf(request), request.body)
        return { detail: 'Confirmation email sent.' }
      },
    )
    http.post(
      '/api/auth/profile/email/confirm/',
      {
        onRequest: limitNetwork(app, proofBudget),
        schema: {
          operationId: 'confirmEmailChange',
          summary: 'Finish the move with the mailed link or code',
          tags,
          security: [{}, { bearer: [] }],
          body: ConfirmBody,
          response: {
            200: DetailReply,
            ...problemReplies('invalid_input', 'invalid_token', ...guardProblems, 'rate_limited'),
          },
        },
      },
      async (request) => {
        const { token, code } = request.body
        const caller = callerOf(app, request)
        if (token !== undefined) await confirmEmailChange(app, caller, { token })
        else if (code === undefined)
          throw new Problem('invalid_input', { fields: { token: ['This field is required.'] } })
        else {
          await guard.onRequest(request)
          await confirmEmailChange(app, caller, { code, accountId: personOf(request).accountId })
        }
        return { detail: 'Email address changed.' }
      },
    )
    http.post(
      '/api/auth/profile/email/undo/',
      {
        onRequest: limitNetwork(app, proofBudget),
        schema: {
          operationId: 'undoEmailChange',
          summary: 'Take a change of address back',
          description: 'For the former address, by the link mailed to it; ends every session.',
          tags,
          body: TokenBody,
          response: { 200: DetailReply, ...problemReplies('invalid_input', 'invalid_token', 'rate_limited') },
        },
      },
      async (request) => {
        await undoEmailChange(app, callerOf(app, request), request.body.token)
        return { detail: 'The change of address was taken back.' }
      },
    )
    http.post(
      '/api/auth/deactivate-account/',
      {
        ...guard,
        schema: {
          operationId: 'deactivateAccount',
          summary: 'Switch the own account off',
          description: 'Ends every session; an administrator can switch it on again.',
          tags,
          security,
          body: DeactivateBody,
          response: {
            200: DetailReply,
            ...problemReplies('invalid_input', ...guardProblems, 'account_locked', 'rate_limited'),
          },
        },
      },
      async (request) => {
        await deactivate(app, callerOf(app, request), personOf(request), request.body)
        return { detail: 'Account deactivated successfully.' }
      },
    )
  }
}
