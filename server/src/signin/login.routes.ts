import { callerOf } from '../http/caller-of.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { bodyRequiring, textField, verbatimField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import { passwordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import { login } from './login.ts'
import { answerSignedIn, refuseForeignCookies, SignedInReply } from './signed-in.reply.ts'

const LoginBody = bodyRequiring('Email and password are required.', ['email|username', 'password'], {
  email: Type.Optional(verbatimField(254, { description: 'Address or username', examples: ['user@example.com'] })),
  username: Type.Optional(verbatimField(254)),
  password: passwordField('The password'),
  device_name: Type.Optional(textField(100, { description: 'Shown in the list of devices' })),
})

export function loginRoutes(app: App): Routes {
  return async (http) => {
    http.post(
      '/api/auth/login/',
      {
        onRequest: refuseForeignCookies(app),
        schema: {
          operationId: 'login',
          summary: 'Sign in with an address or username and a password',
          description: 'With `X-Token-Transport: cookie` the refresh token travels in an HttpOnly cookie instead.',
          tags: ['signin'],
          body: LoginBody,
          response: {
            200: SignedInReply,
            ...problemReplies(
              'invalid_input',
              'bad_credentials',
              'email_not_verified',
              'mfa_required',
              'mfa_enrolment_required',
              'cross_origin',
              'account_locked',
              'rate_limited',
            ),
          },
        },
      },
      async (request, reply) => {
        const { email, username, password, device_name: deviceName } = request.body
        const name = email || username || ''
        const signedIn = await login(app, callerOf(app, request), { name, password, deviceName })
        return answerSignedIn(app, request, reply, signedIn)
      },
    )
  }
}
