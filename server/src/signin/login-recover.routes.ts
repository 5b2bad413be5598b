import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, Instant, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { proveMailbox } from '../mfa/recover-factors.ts'
import { mailCode } from '../mfa/send-code.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { openTicket } from './login-ticket.ts'

const recoverBudget: Budget = { name: 'login-recover', points: 30, seconds: 600 }

const Ticket = textField(200, { description: 'The `mfa_token` of the answer to the first factor' })
const AskBody = body({ mfa_token: Ticket })
const ConfirmBody = body({
  mfa_token: Ticket,
  code: textField(20, { description: 'The mailed code' }),
  backup_code: Type.Optional(
    textField(8, { description: 'One of the backup codes; without one an administrator decides' }),
  ),
})
const ConfirmReply = Type.Object({
  detail: Type.String(),
  due_at: Type.Union([Instant, Type.Null()], {
    description: 'When the factors go; null until an administrator agrees',
  }),
})

/** The way on for whoever has proved the first factor and has lost every second one. */
export function loginRecoverRoutes(app: App): Routes {
  return async (http) => {
    ask(app, http)
    confirm(app, http)
  }
}

function ask(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/recover/',
    {
      onRequest: limitNetwork(app, recoverBudget),
      schema: {
        operationId: 'askFactorRecovery',
        summary: 'Say that every second factor is lost, and have a code mailed',
        tags: ['signin'],
        body: AskBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', 'token_not_valid', 'rate_limited') },
      },
    },
    async (request) => {
      const { account } = await openTicket(app, request.body.mfa_token)
      await mailCode(app, callerOf(app, request), account, 'recover_factors')
      return { detail: 'Recovery code sent to your email.' }
    },
  )
}

function confirm(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/recover/confirm/',
    {
      onRequest: limitNetwork(app, recoverBudget),
      schema: {
        operationId: 'confirmFactorRecovery',
        summary: 'Prove the mailbox to be rid of lost factors',
        description:
          'With a backup code, or once an administrator agrees, every second factor is removed after a delay (`FACTOR_RECOVERY_DELAY_HOURS`). The owner is mailed and can object; a sign-in with a factor ends it too.',
        tags: ['signin'],
        body: ConfirmBody,
        response: { 202: ConfirmReply, ...problemReplies('invalid_input', 'token_not_valid', 'rate_limited') },
      },
    },
    async (request, reply) => {
      const { mfa_token, code, backup_code: backupCode } = request.body
      const { account } = await openTicket(app, mfa_token)
      const dueAt = await proveMailbox(app, callerOf(app, request), { account, code, backupCode })
      const detail = dueAt === null ? 'An administrator must agree.' : 'Your second factors will be removed.'
      return reply.code(202).send({ detail, due_at: dueAt && toInstant(dueAt) })
    },
  )
}
