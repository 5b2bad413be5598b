import { parsePhoneNumber } from '../base/phone-number.ts'
import { fieldProblem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, choiceField, DetailReply, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { requireFresh, requireFreshToAdd } from '../sessions/require-fresh.ts'
import { guarded, guardedForEnrolment, personOf } from '../sessions/session.guard.ts'
import { accountOf, removeFactor } from './change-factors.ts'
import { confirmCodeFactor } from './code-factor.ts'
import { requireOffered } from './methods.ts'
import { mailCode, textCode } from './send-code.ts'

const PhoneBody = body({
  phone_number: textField(20, { description: 'International form', examples: ['+14155552671'] }),
})
const security = [{ bearer: [] }]
const tags = ['second factors']
const setupProblems = [
  'invalid_input',
  ...guardProblems,
  'factor_not_offered',
  'reauthentication_required',
  'rate_limited',
] as const

/** Codes by e-mail and by text message differ in where they go, and in the sentences old clients know. */
const kinds = {
  email: { name: 'e-mail', enabled: 'Email MFA enabled successfully.', disabled: 'Email MFA disabled successfully.' },
  sms: {
    name: 'text message',
    enabled: 'Phone number verified successfully.',
    disabled: 'SMS MFA disabled successfully.',
  },
} as const
type Kind = keyof typeof kinds

/** Old clients name the kind; the code of one kind never counts for the other. */
function codeBody(kind: Kind) {
  return body({
    code: textField(10, { description: 'The code that was sent', examples: ['123456'] }),
    code_type: Type.Optional(choiceField([kind], { description: 'The kind of this path, or left out' })),
  })
}

export function codeFactorsRoutes(app: App): Routes {
  return async (http) => {
    beginEmail(app, http)
    beginSms(app, http)
    for (const kind of ['email', 'sms'] as const) {
      confirm(app, http, kind)
      disable(app, http, kind)
    }
  }
}

function beginEmail(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/email/setup/',
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: 'beginEmailFactor',
        summary: 'Begin to use codes by e-mail as a second factor',
        tags,
        security,
        response: { 200: DetailReply, ...problemReplies(...setupProblems) },
      },
    },
    async (request) => {
      requireOffered(app, 'email')
      const person = personOf(request)
      requireFreshToAdd(app, person)
      await mailCode(app, callerOf(app, request), await accountOf(app, person), 'confirm_email_factor')
      return { detail: 'Verification code sent to your email.' }
    },
  )
}

function beginSms(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/sms/setup/',
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: 'beginSmsFactor',
        summary: 'Begin to use codes by text message as a second factor',
        description: 'Nothing is active before the code that is sent now comes back.',
        tags,
        security,
        body: PhoneBody,
        response: { 200: DetailReply, ...problemReplies(...setupProblems) },
      },
    },
    async (request) => {
      requireOffered(app, 'sms')
      const person = personOf(request)
      const parsed = parsePhoneNumber(request.body.phone_number)
      if (parsed === 'unreadable') throw fieldProblem({ phone_number: ['Invalid phone number format.'] })
      if (parsed === 'impossible') throw fieldProblem({ phone_number: ['Invalid phone number.'] })
      requireFreshToAdd(app, person)
      const to = { number: parsed.number, purpose: 'confirm_sms_factor' } as const
      await textCode(app, callerOf(app, request), await accountOf(app, person), to)
      return { detail: 'SMS code sent to your phone number.' }
    },
  )
}

function confirm(app: App, http: TypedHttp, kind: Kind): void {
  http.post(
    `/api/auth/mfa/${kind}/verify/`,
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: kind === 'email' ? 'confirmEmailFactor' : 'confirmSmsFactor',
        summary: `Confirm codes by ${kinds[kind].name} as a second factor`,
        tags,
        security,
        body: codeBody(kind),
        response: { 200: DetailReply, ...problemReplies(...setupProblems) },
      },
    },
    async (request) => {
      const { code } = request.body
      requireOffered(app, kind)
      const person = personOf(request)
      requireFreshToAdd(app, person)
      const account = await accountOf(app, person)
      const right = await confirmCodeFactor(app, callerOf(app, request), { person, account, kind, code })
      if (!right) throw fieldProblem({ non_field_errors: ['Invalid code.'] })
      return { detail: kinds[kind].enabled }
    },
  )
}

function disable(app: App, http: TypedHttp, kind: Kind): void {
  http.post(
    `/api/auth/mfa/${kind}/disable/`,
    {
      ...guarded(app),
      schema: {
        operationId: kind === 'email' ? 'disableEmailFactor' : 'disableSmsFactor',
        summary: `Stop using codes by ${kinds[kind].name} as a second factor`,
        description: 'Needs a fresh proof of the second factor in this session.',
        tags,
        security,
        response: { 200: DetailReply, ...problemReplies(...guardProblems, 'reauthentication_required', 'last_factor') },
      },
    },
    async (request) => {
      const person = personOf(request)
      requireFresh(app, person)
      await removeFactor(app, callerOf(app, request), person, kind)
      return { detail: kinds[kind].disabled }
    },
  )
}
