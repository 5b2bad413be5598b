import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply } from '../http/shapes.ts'
import type { App } from '../platform/app.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { changePassword } from './change-password.ts'
import { newPasswordField, passwordField } from './password-fields.ts'

const ChangeBody = body({
  current_password: passwordField('The password as it is now'),
  new_password: newPasswordField(),
  confirm_password: newPasswordField(),
})

export function passwordsRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (http) => {
    http.post(
      '/api/auth/change-password/',
      {
        ...guarded(app),
        schema: {
          operationId: 'changePassword',
          summary: 'Change the password',
          description: 'Ends every other session and tells the owner by mail.',
          tags: ['passwords'],
          security: [{ bearer: [] }],
          body: ChangeBody,
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
        await changePassword(app, callerOf(app, request), personOf(request), request.body)
        return { detail: 'Password changed successfully.' }
      },
    )
  }
}
