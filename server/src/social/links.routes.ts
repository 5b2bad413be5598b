import { callerOf } from '../http/caller-of.ts'
import { readSocialCookie } from '../http/cookies.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, Instant, textField, verbatimField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { beginFlow, requireBinding } from './begin-flow.ts'
import { linkAccount } from './link-account.ts'
import { listLinks } from './list-links.ts'
import { getProvider } from './providers.ts'
import { checkTarget } from './redirect-target.ts'
import { browserOf, ProviderParams } from './social.routes.ts'
import { undoLink, unlinkAccount } from './unlink-account.ts'

const undoBudget: Budget = { name: 'social-undo', points: 60, seconds: 3600 }
const security = [{ bearer: [] }]

const LinkList = Type.Object({
  results: Type.Array(
    Type.Object({
      provider: Type.String(),
      name: Type.String(),
      email: Type.Union([Type.String(), Type.Null()], { description: 'As the provider told it last' }),
      created_at: Instant,
      last_used_at: Type.Union([Instant, Type.Null()]),
    }),
  ),
  next: Type.Null(),
  methods: Type.Array(Type.String({ enum: ['password', 'passkey'] }), {
    description: 'What opens the account besides',
  }),
})
const LinkBody = body({
  redirect_to: Type.Optional(textField(2000, { description: 'As at the start of a sign-in' })),
  code_challenge: Type.Optional(textField(43, { description: 'As at the start of a sign-in' })),
})
const FinishBody = body({
  code: textField(200, { description: 'From the address that the browser was sent to' }),
  code_verifier: Type.Optional(verbatimField(128)),
})
const TokenBody = body({ token: textField(200, { description: 'From the mailed link' }) })

/** What links a signed-in person's account to other services. */
export function linksRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    begin(app, http)
    finish(app, http)
    remove(app, http)
    undo(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/social/links/',
    {
      ...guarded(app),
      schema: {
        operationId: 'listSocialLinks',
        summary: 'List the services that open the own account',
        tags: ['social'],
        security,
        response: { 200: LinkList, ...problemReplies(...guardProblems) },
      },
    },
    async (request) => listLinks(app, personOf(request)),
  )
}

function begin(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/social/:provider/link/',
    {
      ...guarded(app),
      schema: {
        operationId: 'beginSocialLink',
        summary: 'Begin to link the own account to another service',
        description: 'Needs a fresh proof. Go to the address that is answered; finish with the code that comes back.',
        tags: ['social'],
        security,
        params: ProviderParams,
        body: LinkBody,
        response: {
          200: Type.Object({ authorization_url: Type.String() }),
          ...problemReplies(
            'invalid_input',
            ...guardProblems,
            'reauthentication_required',
            'not_found',
            'provider_unavailable',
          ),
        },
      },
    },
    async (request, reply) => {
      const person = personOf(request)
      requireFresh(app, person)
      const provider = getProvider(app, request.params.provider)
      const { redirect_to, code_challenge: challenge } = request.body
      const target = checkTarget(app, redirect_to)
      requireBinding(app, target, challenge)
      const start = { provider, target, challenge, browser: browserOf(app, request, reply) }
      return { authorization_url: String(await beginFlow(app, start, person)) }
    },
  )
}

function finish(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/social/link/complete/',
    {
      ...guarded(app),
      schema: {
        operationId: 'completeSocialLink',
        summary: 'Finish to link the own account to another service',
        description: 'By the session that began, once. The owner is told by mail.',
        tags: ['social'],
        security,
        body: FinishBody,
        response: {
          200: DetailReply,
          ...problemReplies('invalid_input', 'invalid_token', ...guardProblems, 'link_conflict'),
        },
      },
    },
    async (request) => {
      const { code, code_verifier: verifier } = request.body
      const redemption = { code, verifier, browser: readSocialCookie(app, request) }
      await linkAccount(app, callerOf(app, request), personOf(request), redemption)
      return { detail: 'Account linked.' }
    },
  )
}

function remove(app: App, http: TypedHttp): void {
  http.delete(
    '/api/auth/social/:provider/link/',
    {
      ...guarded(app),
      schema: {
        operationId: 'removeSocialLink',
        summary: 'Take the link to another service away',
        description: 'Needs a fresh proof. The last way to sign in stays. The owner is told by mail.',
        tags: ['social'],
        security,
        params: ProviderParams,
        response: {
          200: DetailReply,
          ...problemReplies(...guardProblems, 'reauthentication_required', 'not_found', 'last_sign_in_method'),
        },
      },
    },
    async (request) => {
      const person = personOf(request)
      requireFresh(app, person)
      await unlinkAccount(app, callerOf(app, request), person, request.params.provider)
      return { detail: 'Link removed.' }
    },
  )
}

function undo(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/social/link/undo/',
    {
      onRequest: limitNetwork(app, undoBudget),
      schema: {
        operationId: 'undoSocialLink',
        summary: 'Take a link back by the mailed link',
        description: 'For the owner who did not make it; ends every session.',
        tags: ['social'],
        body: TokenBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', 'invalid_token', 'rate_limited') },
      },
    },
    async (request) => {
      await undoLink(app, callerOf(app, request), request.body.token)
      return { detail: 'The link was taken back.' }
    },
  )
}
