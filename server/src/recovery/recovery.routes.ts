import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { badBearerProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, emailField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { newPasswordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { refuseBadBearer } from '../sessions/session.guard.ts'
import { forgotPassword } from './forgot-password.ts'
import { resetPassword } from './reset-password.ts'

const forgotBudget: Budget = { name: 'forgot-password', points: 60, seconds: 3600 }
const resetBudget: Budget = { name: 'reset-password', points: 60, seconds: 600 }

const ForgotBody = body({ email: emailField() })
const ResetBody = body({
  token: Type.Optional(textField(200, { description: 'From the mailed link', 'x-required-without': 'email' })),
  email: Type.Optional(emailField({ description: 'Instead of the token, together with the code' })),
  code: Type.Optional(textField(10, { description: 'The mailed code' })),
  new_password: newPasswordField(),
  confirm_password: newPasswordField(),
})

export function recoveryRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (http) => {
    http.post(
      '/api/auth/forgot-password/',
      {
        onRequest: [refuseBadBearer(app), limitNetwork(app, forgotBudget)],
        schema: {
          operationId: 'forgotPassword',
          summary: 'Ask for a reset link by mail',
          description: 'Answers the same whether or not the address has an account.',
          tags: ['passwords'],
          body: ForgotBody,
          response: { 200: DetailReply, ...problemReplies('invalid_input', ...badBearerProblems, 'rate_limited') },
        },
      },
      async (request) => {
        await forgotPassword(app, callerOf(app, request), request.body.email)
        return { detail: 'Password reset email sent.' }
      },
    )
    http.post(
      '/api/auth/reset-password/',
      {
        config: { finishing: true },
        onRequest: [refuseBadBearer(app), limitNetwork(app, resetBudget)],
        schema: {
          operationId: 'resetPassword',
          summary: 'Set a new password by the mailed link or code',
          description: 'Single use; ends every session, lifts the lock and verifies the address.',
          tags: ['passwords'],
          body: ResetBody,
          response: { 200: DetailReply, ...problemReplies('invalid_input', ...badBearerProblems, 'rate_limited') },
        },
      },
      async (request) => {
        await resetPassword(app, callerOf(app, request), request.body)
        return { detail: 'Password reset successfully.' }
      },
    )
  }
}
