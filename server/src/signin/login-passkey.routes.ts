import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { askAnyPasskey } from '../mfa/check-passkey.ts'
import { Credential } from '../mfa/passkey-fields.ts'
import { RequestOptionsReply } from '../mfa/passkey-options.reply.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { loginWithPasskey } from './login-passkey.ts'
import { answerSignedIn, refuseForeignCookies, SignedInReply } from './signed-in.reply.ts'

/** Sign-in pages ask for options as they open, so that the browser can offer a passkey in the name field. */
const askingBudget: Budget = { name: 'login-passkey-options', points: 300, seconds: 600 }
const signInBudget: Budget = { name: 'login-passkey', points: 120, seconds: 600 }

const LoginBody = body({
  credential: Credential,
  device_name: Type.Optional(textField(100, { description: 'Shown in the list of devices' })),
})

export function loginPasskeyRoutes(app: App): Routes {
  return async (http) => {
    begin(app, http)
    finish(app, http)
  }
}

function begin(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/passkey/options/',
    {
      onRequest: limitNetwork(app, askingBudget),
      schema: {
        operationId: 'beginPasskeyLogin',
        summary: 'Begin to sign in with a passkey alone',
        tags: ['signin'],
        response: { 200: RequestOptionsReply, ...problemReplies('invalid_input', 'rate_limited') },
      },
    },
    async () => askAnyPasskey(app),
  )
}

function finish(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/login/passkey/',
    {
      config: { finishing: true },
      onRequest: [refuseForeignCookies(app), limitNetwork(app, signInBudget)],
      schema: {
        operationId: 'loginWithPasskey',
        summary: 'Sign in with a passkey alone',
        description: 'The passkey must have verified its user. No second factor is asked for after it.',
        tags: ['signin'],
        body: LoginBody,
        response: {
          200: SignedInReply,
          ...problemReplies('invalid_input', 'bad_credentials', 'cross_origin', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      const { credential, device_name: deviceName } = request.body
      const signedIn = await loginWithPasskey(app, callerOf(app, request), { credential, deviceName })
      return answerSignedIn(app, request, reply, signedIn)
    },
  )
}
