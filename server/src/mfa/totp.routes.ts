import { fieldProblem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { attemptFactor } from '../protection/attempt-factor.ts'
import { requireFresh, requireFreshToAdd } from '../sessions/require-fresh.ts'
import { guarded, guardedForEnrolment, personOf } from '../sessions/session.guard.ts'
import { accountOf, noteAdded, removeFactor } from './change-factors.ts'
import { requireOffered } from './methods.ts'
import { proveFactor } from './prove-factor.ts'
import { beginTotp, confirmTotp, provePending } from './totp.ts'

const Enrolment = Type.Object({
  secret: Type.String({ description: 'Base32, for typing in' }),
  qr_code: Type.String({ description: 'Base64 PNG of the URI' }),
  qr_code_svg: Type.String({ description: 'The same as an SVG document, of shapes alone' }),
  backup_codes: Type.Array(Type.String()),
  uri: Type.String(),
})
const Code = textField(6, { description: 'Six digits of the authenticator app', examples: ['123456'] })
const BackupCode = textField(8, { description: 'One of the backup codes' })
const ConfirmBody = body({ token: Code })
const VerifyBody = body({
  token: Type.Optional(textField(6, { 'x-required-without': 'backup_code' })),
  backup_code: Type.Optional(BackupCode),
})
const DisableBody = body({ token: Type.Optional(Code), backup_code: Type.Optional(BackupCode) })

const wrongToken = 'Invalid TOTP token.'
const wrongBackupCode = 'Invalid backup code.'
const security = [{ bearer: [] }]
const tags = ['second factors']

export function totpRoutes(app: App): Routes {
  return async (http) => {
    begin(app, http)
    confirm(app, http)
    verify(app, http)
    disable(app, http)
  }
}

function begin(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/mfa/totp/setup/',
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: 'beginTotp',
        summary: 'Begin to add an authenticator app',
        description: 'The same until it is confirmed or ten minutes old; nothing active changes.',
        tags,
        security,
        response: {
          200: Enrolment,
          ...problemReplies(...guardProblems, 'factor_not_offered', 'reauthentication_required'),
        },
      },
    },
    async (request) => {
      requireOffered(app, 'totp')
      const person = personOf(request)
      requireFreshToAdd(app, person)
      const { email } = await accountOf(app, person)
      return beginTotp(app, person, email)
    },
  )
}

function confirm(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/totp/setup/',
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: 'confirmTotp',
        summary: 'Confirm the authenticator app with its first code',
        tags,
        security,
        body: ConfirmBody,
        response: {
          200: DetailReply,
          ...problemReplies(
            'invalid_input',
            ...guardProblems,
            'factor_not_offered',
            'reauthentication_required',
            'rate_limited',
          ),
        },
      },
    },
    async (request) => {
      requireOffered(app, 'totp')
      const person = personOf(request)
      requireFreshToAdd(app, person)
      const account = await accountOf(app, person)
      const caller = callerOf(app, request)
      const right = await attemptFactor(app, { accountId: account.id, kind: 'totp-setup' }, async () => {
        const proved = await provePending(app, account.id, request.body.token)
        if (!proved) return false
        return app.transaction(async (tx) => {
          const confirmed = await confirmTotp(app, tx, account.id, proved)
          if (confirmed) await noteAdded(app, tx, caller, { person, account, kind: 'totp' })
          return confirmed
        })
      })
      if (!right) throw fieldProblem({ token: [wrongToken] })
      return { detail: 'TOTP MFA enabled successfully.' }
    },
  )
}

function verify(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/totp/verify/',
    {
      ...guarded(app),
      schema: {
        operationId: 'verifyTotp',
        summary: 'Prove the second factor in this session',
        tags,
        security,
        body: VerifyBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', ...guardProblems, 'rate_limited') },
      },
    },
    async (request) => {
      const { token, backup_code: backupCode } = request.body
      const given = methodOf(token, backupCode)
      const right = await proveFactor(app, callerOf(app, request), personOf(request), given)
      if (!right) throw fieldProblem({ non_field_errors: [sentenceOf(given.method)] })
      return { detail: 'TOTP verification successful.' }
    },
  )
}

function disable(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/totp/disable/',
    {
      ...guarded(app),
      schema: {
        operationId: 'disableTotp',
        summary: 'Remove the authenticator app',
        description:
          'With one of its codes or a backup code; empty only after a fresh proof of the factor in this session.',
        tags,
        security,
        body: DisableBody,
        response: {
          200: DetailReply,
          ...problemReplies(
            'invalid_input',
            ...guardProblems,
            'reauthentication_required',
            'last_factor',
            'rate_limited',
          ),
        },
      },
    },
    async (request) => {
      const { token, backup_code: backupCode } = request.body
      const caller = callerOf(app, request)
      const person = personOf(request)
      if (token === undefined && backupCode === undefined) requireFresh(app, person)
      else {
        const given = methodOf(token, backupCode)
        const right = await proveFactor(app, caller, person, given)
        if (!right) throw fieldProblem({ non_field_errors: [sentenceOf(given.method)] })
      }
      await removeFactor(app, caller, person, 'totp')
      return { detail: 'TOTP MFA disabled successfully.' }
    },
  )
}

/** As old clients send it: with a backup code the other field does not matter. */
function methodOf(token: string | undefined, backupCode: string | undefined) {
  if (backupCode !== undefined) return { method: 'backup_code', code: backupCode } as const
  return { method: 'totp', code: token ?? '' } as const
}

function sentenceOf(method: 'totp' | 'backup_code'): string {
  return method === 'totp' ? wrongToken : wrongBackupCode
}
