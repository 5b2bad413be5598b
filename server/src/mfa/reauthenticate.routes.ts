import { fieldProblem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { passwordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { readFactorAnswer } from './factor-answer.ts'
import { Credential } from './passkey-fields.ts'
import { RequestOptionsReply } from './passkey-options.reply.ts'
import type { GivenCredential } from './read-credential.ts'
import { askReauthentication, type Proof, reauthenticate, sendReauthenticationCode } from './reauthenticate.ts'

const ReauthenticateBody = body({
  password: Type.Optional(passwordField('The password')),
  method: Type.Optional(
    textField(20, { description: 'totp, email, sms or backup_code with `code`, or webauthn with `credential`' }),
  ),
  code: Type.Optional(textField(20)),
  credential: Type.Optional(Credential),
})
const SendBody = body({ method: textField(20, { examples: ['email'] }) })
const security = [{ bearer: [] }]
const tags = ['second factors']

export function reauthenticateRoutes(app: App): Routes {
  return async (http) => {
    prove(app, http)
    send(app, http)
    ask(app, http)
  }
}

function prove(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/reauthenticate/',
    {
      ...guarded(app),
      schema: {
        operationId: 'reauthenticate',
        summary: 'Prove again that it is you',
        description: 'Sensitive calls of an account with a second factor ask for a proof of that factor.',
        tags,
        security,
        body: ReauthenticateBody,
        response: {
          200: Type.Object({ access: Type.String() }),
          ...problemReplies('invalid_input', ...guardProblems, 'account_locked', 'rate_limited'),
        },
      },
    },
    async (request) => {
      const proof = readProof(request.body)
      return { access: await reauthenticate(app, callerOf(app, request), personOf(request), proof) }
    },
  )
}

function send(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/reauthenticate/send/',
    {
      ...guarded(app),
      schema: {
        operationId: 'sendReauthenticationCode',
        summary: 'Have a code sent to prove again that it is you',
        tags,
        security,
        body: SendBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', ...guardProblems, 'rate_limited') },
      },
    },
    async (request) => {
      await sendReauthenticationCode(app, callerOf(app, request), personOf(request), request.body.method)
      return { detail: 'Verification code sent.' }
    },
  )
}

function ask(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/reauthenticate/options/',
    {
      ...guarded(app),
      schema: {
        operationId: 'beginPasskeyReauthentication',
        summary: 'Begin to prove with a passkey that it is you',
        tags,
        security,
        response: { 200: RequestOptionsReply, ...problemReplies('invalid_input', ...guardProblems) },
      },
    },
    async (request) => askReauthentication(app, personOf(request)),
  )
}

type Given = { password?: string; method?: string; code?: string; credential?: GivenCredential }

function readProof({ password, method, code, credential }: Given): Proof {
  if (password !== undefined) return { password }
  if (method === undefined) throw fieldProblem({ password: ['This field is required.'] })
  return readFactorAnswer({ method, code, credential })
}
