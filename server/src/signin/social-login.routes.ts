import { callerOf } from '../http/caller-of.ts'
import { readSocialCookie } from '../http/cookies.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { badBearerProblems, problemReplies } from '../http/problem-replies.ts'
import { body, listedField, textField, verbatimField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { refuseBadBearer } from '../sessions/session.guard.ts'
import { listProviders } from '../social/providers.ts'
import { answerSignedIn, refuseForeignCookies, SignedInReply } from './signed-in.reply.ts'
import { completeSocialLogin, loginWithToken } from './social-login.ts'

const completeBudget: Budget = { name: 'social-complete', points: 120, seconds: 600 }
const tokenBudget: Budget = { name: 'social-login', points: 120, seconds: 600 }

/** Refusals that follow from what a provider has proved. */
const entryProblems = [
  'bad_credentials',
  'mfa_required',
  'mfa_enrolment_required',
  'email_not_verified_by_provider',
  'registration_closed',
  'link_conflict',
] as const

const DeviceName = Type.Optional(textField(100, { description: 'Shown in the list of devices' }))

const CompleteBody = body({
  code: textField(200, { description: 'From the address that the browser was sent to' }),
  code_verifier: Type.Optional(
    verbatimField(128, {
      description: 'Where the sign-in was begun with a code_challenge; otherwise the cookie counts',
    }),
  ),
  device_name: DeviceName,
})

/** Tokens of providers have no length of their own. */
const tokenLength = 8192

export function socialLoginRoutes(app: App): Routes {
  return async (http) => {
    complete(app, http)
    byToken(app, http)
  }
}

function complete(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/social/complete/',
    {
      config: { finishing: true },
      onRequest: [refuseForeignCookies(app), limitNetwork(app, completeBudget)],
      schema: {
        operationId: 'completeSocialLogin',
        summary: 'Finish a sign-in at another service',
        description: 'Makes an account where there is none yet. Works once, for the browser or page that began.',
        tags: ['social'],
        body: CompleteBody,
        response: {
          200: SignedInReply,
          ...problemReplies('invalid_input', 'invalid_token', ...entryProblems, 'cross_origin', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      const { code, code_verifier: verifier, device_name: deviceName } = request.body
      const input = { code, verifier, browser: readSocialCookie(app, request), deviceName }
      const signedIn = await completeSocialLogin(app, callerOf(app, request), input)
      return answerSignedIn(app, request, reply, signedIn)
    },
  )
}

function byToken(app: App, http: TypedHttp): void {
  const choices = listProviders(app).map(({ id }) => id)
  const TokenBody = body({
    provider: listedField(choices, { examples: ['google'], description: 'As `social/` lists them' }),
    access_token: Type.Optional(
      textField(tokenLength, { description: 'Of Google or GitHub', 'x-required-without': 'id_token' }),
    ),
    id_token: Type.Optional(textField(tokenLength, { description: 'Of an issuer of OpenID Connect; works once' })),
    device_name: DeviceName,
  })
  http.post(
    '/api/auth/social-login/',
    {
      onRequest: [refuseBadBearer(app), refuseForeignCookies(app), limitNetwork(app, tokenBudget)],
      schema: {
        operationId: 'loginWithProviderToken',
        summary: 'Sign in with a token of another service',
        description: 'For apps that sign people in at the provider themselves. The token must be issued to our client.',
        tags: ['social'],
        body: TokenBody,
        response: {
          200: SignedInReply,
          ...problemReplies(
            'invalid_input',
            'provider_refused',
            ...entryProblems,
            ...badBearerProblems,
            'cross_origin',
            'rate_limited',
            'provider_unavailable',
          ),
        },
      },
    },
    async (request, reply) => {
      const { provider, access_token: accessToken, id_token: idToken, device_name: deviceName } = request.body
      const input = { provider, accessToken, idToken, deviceName }
      const signedIn = await loginWithToken(app, callerOf(app, request), input)
      return answerSignedIn(app, request, reply, signedIn)
    },
  )
}
