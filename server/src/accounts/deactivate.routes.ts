import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, flagField } from '../http/shapes.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { passwordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { deactivate } from './deactivate.ts'

const DeactivateBody = body({
  password: passwordField('The password, once more'),
  confirm_deactivation: flagField(),
})

export function deactivateRoutes(app: App): Routes {
  return async (http) => deactivateRoute(app, http)
}

function deactivateRoute(app: App, http: TypedHttp): void {
  const guard = guarded(app)
  http.post(
    '/api/auth/deactivate-account/',
    {
      ...guard,
      schema: {
        operationId: 'deactivateAccount',
        summary: 'Switch the own account off',
        description: 'Ends every session; an administrator can switch it on again.',
        tags: ['accounts'],
        security: [{ bearer: [] }],
        body: DeactivateBody,
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
      await deactivate(app, callerOf(app, request), personOf(request), request.body)
      return { detail: 'Account deactivated successfully.' }
    },
  )
}
