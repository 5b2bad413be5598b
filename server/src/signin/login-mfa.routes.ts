import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, flagField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { readFactorAnswer } from '../mfa/factor-answer.ts'
import { Credential } from '../mfa/passkey-fields.ts'
import { RequestOptionsReply } from '../mfa/passkey-options.reply.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { askLoginPasskey, loginWithFactor, sendLoginCode } from './login-mfa.ts'
import { answerSignedIn, refuseForeignCookies, SignedInReply } from './signed-in.reply.ts'

const factorBudget: Budget = { name: 'login-mfa', points: 120, seconds: 600 }

const Ticket = textField(200, { description: 'The `mfa_token` of the answer to the first factor' })
const Method = textField(20, { description: 'One of the `methods` of that answer', examples: ['totp'] })
const LoginBody = body({
  mfa_token: Ticket,
  method: Method,
  code: Type.Optional(
    textField(20, { description: 'For every method but webauthn', 'x-required-without': 'credential' }),
  ),
  credential: Type.Optional(Credential),
  remember_device: Type.Optional(flagField({ description: 'Do not ask on this device again for a while' })),
})
const AskBody = body({ mfa_token: Ticket })
const SendBody = body({ mfa_token: Ticket, method: Method })

export function loginMfaRoutes(app: App): Routes {
  return async (http) => {
    finish(app, http)
    send(app, http)
    ask(app, http)
  }
}

function finish(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/mfa/',
    {
      config: { finishing: true },
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
      const { mfa_token, remember_device = false } = request.body
      const input = { mfa_token, answer: readFactorAnswer(request.body), remember_device }
      const signedIn = await loginWithFactor(app, callerOf(app, request), input)
      return answerSignedIn(app, request, reply, signedIn)
    },
  )
}

function send(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/mfa/send/',
    {
      config: { finishing: true },
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

function ask(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/mfa/options/',
    {
      config: { finishing: true },
      onRequest: limitNetwork(app, factorBudget),
      schema: {
        operationId: 'beginPasskeyFactor',
        summary: 'Begin to prove a passkey for a sign-in that waits for it',
        tags: ['signin'],
        body: AskBody,
        response: { 200: RequestOptionsReply, ...problemReplies('invalid_input', 'token_not_valid', 'rate_limited') },
      },
    },
    async (request) => askLoginPasskey(app, request.body.mfa_token),
  )
}
