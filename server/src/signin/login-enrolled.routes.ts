import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { loginEnrolled } from './login-enrolled.ts'
import { answerSignedIn, refuseForeignCookies, SignedInReply } from './signed-in.reply.ts'

const enrolledBudget: Budget = { name: 'login-enrolled', points: 120, seconds: 600 }

const EnrolledBody = body({
  enrolment_token: textField(200, { description: 'From the answer `mfa_enrolment_required` to the first factor' }),
  device_name: Type.Optional(textField(100, { description: 'Shown in the list of devices' })),
})

export function loginEnrolledRoutes(app: App): Routes {
  return async (http) => {
    http.post(
      '/api/auth/login/enrolled/',
      {
        config: { finishing: true },
        onRequest: [refuseForeignCookies(app), limitNetwork(app, enrolledBudget)],
        schema: {
          operationId: 'loginEnrolled',
          summary: 'Finish a sign-in that had to add a second factor first',
          description:
            'Where `MFA_REQUIRED` asks for a second factor and the account has none, the first factor is answered with `mfa_enrolment_required`. Its `enrolment_token` is the bearer token of the calls that add a factor, and of nothing else.',
          tags: ['signin'],
          body: EnrolledBody,
          response: {
            200: SignedInReply,
            ...problemReplies(
              'invalid_input',
              'token_not_valid',
              'mfa_enrolment_required',
              'cross_origin',
              'rate_limited',
            ),
          },
        },
      },
      async (request, reply) => {
        const { enrolment_token: token, device_name: deviceName } = request.body
        const signedIn = await loginEnrolled(app, callerOf(app, request), { token, deviceName })
        return answerSignedIn(app, request, reply, signedIn)
      },
    )
  }
}
