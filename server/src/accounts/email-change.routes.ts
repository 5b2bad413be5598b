import { Problem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, emailField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { passwordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { confirmEmailChange, requestEmailChange, undoEmailChange } from './change-email.ts'

/** Mails to addresses that somebody names. */
const emailChangeBudget: Budget = { name: 'email-change', points: 20, seconds: 3600 }
/** Guesses at links and codes; both have budgets of their own beside this one. */
const proofBudget: Budget = { name: 'proof', points: 120, seconds: 600 }

const NewEmailBody = body({ new_email: emailField(), password: passwordField('The password, once more') })
const ConfirmBody = body({
  token: Type.Optional(textField(200, { description: 'From the mailed link' })),
  code: Type.Optional(textField(10, { description: 'From the mail; needs the signed-in person' })),
})
const TokenBody = body({ token: textField(200) })

export function emailChangeRoutes(app: App): Routes {
  return async (http) => {
    requestChange(app, http)
    confirmChange(app, http)
    undoChange(app, http)
  }
}

function requestChange(app: App, http: TypedHttp): void {
  const guard = guarded(app)
  http.post(
    '/api/auth/profile/email/',
    {
      onRequest: [guard.onRequest, limitNetwork(app, emailChangeBudget)],
      config: guard.config,
      schema: {
        operationId: 'requestEmailChange',
        summary: 'Move the account to another address',
        description: 'Mails a link and a code to the new address, and an undo link to the present one.',
        tags: ['accounts'],
        security: [{ bearer: [] }],
        body: NewEmailBody,
        response: {
          200: DetailReply,
          ...problemReplies(
            'invalid_input',
            ...guardProblems,
            'reauthentication_required',
            'account_locked',
            'rate_limited',
          ),
        },
      },
    },
    async (request) => {
      await requestEmailChange(app, callerOf(app, request), personOf(request), request.body)
      return { detail: 'Confirmation email sent.' }
    },
  )
}

function confirmChange(app: App, http: TypedHttp): void {
  const guard = guarded(app)
  http.post(
    '/api/auth/profile/email/confirm/',
    {
      onRequest: limitNetwork(app, proofBudget),
      schema: {
        operationId: 'confirmEmailChange',
        summary: 'Finish the move with the mailed link or code',
        tags: ['accounts'],
        security: [{}, { bearer: [] }],
        body: ConfirmBody,
        response: {
          200: DetailReply,
          ...problemReplies('invalid_input', 'invalid_token', ...guardProblems, 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      const { token, code } = request.body
      const caller = callerOf(app, request)
      if (token !== undefined) await confirmEmailChange(app, caller, { token })
      else if (code === undefined)
        throw new Problem('invalid_input', { fields: { token: ['This field is required.'] } })
      else {
        await guard.onRequest(request, reply)
        await confirmEmailChange(app, caller, { code, accountId: personOf(request).accountId })
      }
      return { detail: 'Email address changed.' }
    },
  )
}

function undoChange(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/profile/email/undo/',
    {
      onRequest: limitNetwork(app, proofBudget),
      schema: {
        operationId: 'undoEmailChange',
        summary: 'Take a change of address back',
        description: 'For the former address, by the link mailed to it; ends every session.',
        tags: ['accounts'],
        body: TokenBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', 'invalid_token', 'rate_limited') },
      },
    },
    async (request) => {
      await undoEmailChange(app, callerOf(app, request), request.body.token)
      return { detail: 'The change of address was taken back.' }
    },
  )
}
