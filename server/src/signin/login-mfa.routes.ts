import { Type } from 'typebox'
import { fieldProblem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, flagField, textField } from '../http/shapes.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { asFactorMethod } from '../mfa/methods.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { loginWithFactor, sendLoginCode } from './login-mfa.ts'
import { answerSignedIn, refuseForeignCookies, SignedInReply } from './signed-in.reply.ts'

const factorBudget: Budget = { name: 'login-mfa', points: 120, seconds: 600 }

const Ticket = textField(200, { description: 'The `mfa_token` of the answer to the first factor' })
const Method = textField(20, { description: 'One of the `methods` of that answer', examples: ['totp'] })
const LoginBody = body({
  mfa_token: Ticket,
  method: Method,
  code: textField(20),
  remember_device: Type.Optional(flagField({ description: 'Do not ask on this device again for a while' })),
})
const SendBody = body({ mfa_token: Ticket, method: Method })

export function loginMfaRoutes(app: App): Routes {
  return async (http) => {
    finish(app, http)
    send(app, http)
  }
}

function finish(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/mfa/',
    {
      onRequest: [refuseForeignCookies(app), limitNetwork(app, factorBudget)],
      schema: {
        operationId: 'loginWithFactor',
        summary: 'Finish a sign-in with the second factor',
        tags: ['signin'],
        body: LoginBody,
        response: {
          200: SignedInReply,
          ...problemReplies('invalid_input', 'token_not_valid', 'bad_credentials', 'cross_origin', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      const { mfa_token, code, remember_device = false } = request.body
      const method = asFactorMethod(request.body.method)
      if (!method) throw fieldProblem({ method: [`"${request.body.method}" is not a valid choice.`] })
      const input = { mfa_token, method, code, remember_device } as const
      const signedIn = await loginWithFactor(app, callerOf(app, request), input)
      return answerSignedIn(app, request, reply, signedIn)
    },
  )
}

function send(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/mfa/send/',
    {
      onRequest: limitNetwork(app, factorBudget),
      schema: {
        operationId: 'sendFactorCode',
        summary: 'Have a code sent for a sign-in that waits for it',
        tags: ['signin'],
        body: SendBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', 'token_not_valid', 'rate_limited') },
      },
    },
    async (request) => {
      await sendLoginCode(app, callerOf(app, request), request.body)
      return { detail: 'Verification code sent.' }
    },
  )
}
