import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { badBearerProblems, problemReplies } from '../http/problem-replies.ts'
import { body, emailField, Id, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import { newPasswordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { refuseBadBearer } from '../sessions/session.guard.ts'
import { register } from './register.ts'

const registerBudget: Budget = { name: 'register', points: 300, seconds: 3600 }

const RegisterBody = body({
  email: emailField(),
  username: textField(50, { examples: ['username'] }),
  password: newPasswordField(),
})
const RegisteredReply = Type.Object({
  id: Id,
  email: Type.String(),
  username: Type.String(),
  detail: Type.String(),
})

export function registerRoutes(app: App): Routes {
  return async (http) => {
    http.post(
      '/api/auth/register/',
      {
        onRequest: [refuseBadBearer(app), limitNetwork(app, registerBudget)],
        schema: {
          operationId: 'register',
          summary: 'Create an account',
          description:
            'Mails a verification link. An address that has an account gets the same answer, and its owner a mail.',
          tags: ['signin'],
          body: RegisterBody,
          response: {
            201: RegisteredReply,
            ...problemReplies('invalid_input', ...badBearerProblems, 'registration_closed', 'rate_limited'),
          },
        },
      },
      async (request, reply) => {
        const registered = await register(app, callerOf(app, request), request.body)
        return reply.code(201).send({ ...registered, detail: 'Verification email sent' })
      },
    )
  }
}
