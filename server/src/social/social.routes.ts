import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import { randomToken } from '../base/random.ts'
import { callerOf } from '../http/caller-of.ts'
import { readSocialCookie, setSocialCookie } from '../http/cookies.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { beginFlow, requireBinding } from './begin-flow.ts'
import { failStart } from './fail-start.ts'
import { getProvider, listProviders } from './providers.ts'
import { checkTarget } from './redirect-target.ts'
import { returnFromProvider } from './return-from-provider.ts'

const startBudget: Budget = { name: 'social-start', points: 120, seconds: 600 }
const callbackBudget: Budget = { name: 'social-callback', points: 120, seconds: 600 }

const ProviderList = Type.Object({
  results: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  next: Type.Null(),
})
export const ProviderParams = body({ provider: textField(30, { examples: ['google'] }) })
/** Whoever only probes a link does not follow it. */
const ProbeReply = Type.Null({ description: 'To a HEAD, by which nothing happens' })
const StartQuery = body({
  redirect_to: Type.Optional(
    textField(2000, { description: 'A page of the front end, where `code` or `error` is added' }),
  ),
  code_challenge: Type.Optional(
    textField(43, { description: 'S256 of a secret (RFC 7636); needed for a page of another origin than the service' }),
  ),
})

/** A code of some issuers is a whole JWT. */
const codeLength = 4096
const CallbackQueryShape = body({
  state: Type.Optional(textField(200)),
  code: Type.Optional(textField(codeLength)),
  error: Type.Optional(textField(200)),
  iss: Type.Optional(textField(500)),
})

/** The way to a provider and back, and who can be gone to. */
export function socialRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    start(app, http)
    comeBack(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/social/',
    {
      schema: {
        operationId: 'listSocialProviders',
        summary: 'List the services that people can sign in with',
        tags: ['social'],
        response: { 200: ProviderList, ...problemReplies() },
      },
    },
    async () => ({ results: listProviders(app), next: null }),
  )
}

function start(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/social/:provider/start/',
    {
      onRequest: limitNetwork(app, startBudget),
      schema: {
        operationId: 'startSocialLogin',
        summary: 'Send the browser to another service to sign in',
        description: 'For a link or a navigation, not for a call by script.',
        tags: ['social'],
        params: ProviderParams,
        querystring: StartQuery,
        response: {
          204: ProbeReply,
          303: Type.Null({ description: 'To the provider, or back to the page with `error`' }),
          ...problemReplies('invalid_input', 'not_found', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      if (request.method === 'HEAD') return reply.code(204).send(null)
      const provider = getProvider(app, request.params.provider)
      const { redirect_to, code_challenge: challenge } = request.query
      const target = checkTarget(app, redirect_to)
      requireBinding(app, target, challenge)
      const begin = { provider, target, challenge, browser: browserOf(app, request, reply) }
      const address = await beginFlow(app, begin).catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code !== 'provider_unavailable') throw error
        return failStart(app, callerOf(app, request), { provider, target, problem: error })
      })
      return reply.redirect(String(address), 303)
    },
  )
}

function comeBack(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/social/:provider/callback/',
    {
      config: { finishing: true },
      onRequest: limitNetwork(app, callbackBudget),
      schema: {
        operationId: 'returnFromSocialProvider',
        summary: 'Take the browser back from another service',
        description: 'The redirect URI to register at the provider. Sends the browser on with `code`, or with `error`.',
        tags: ['social'],
        params: ProviderParams,
        querystring: CallbackQueryShape,
        response: {
          204: ProbeReply,
          303: Type.Null({ description: 'To the page that began' }),
          ...problemReplies('invalid_input', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      if (request.method === 'HEAD') return reply.code(204).send(null)
      const back = {
        providerId: request.params.provider,
        browser: readSocialCookie(app, request),
        query: request.query,
      }
      const address = await returnFromProvider(app, callerOf(app, request), back)
      // The address holds a code, and the page behind it may load things from elsewhere.
      return reply.header('Referrer-Policy', 'no-referrer').redirect(address, 303)
    },
  )
}

/** The browser's own secret; a second tab uses the same one, so that neither spoils the other's way back. */
export function browserOf(app: App, request: FastifyRequest, reply: FastifyReply): string {
  const browser = readSocialCookie(app, request) ?? randomToken()
  setSocialCookie(app, reply, browser)
  return browser
}
