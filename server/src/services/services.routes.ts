import type { FastifyRequest } from 'fastify'
import { callerOf } from '../http/caller-of.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, textField, verbatimField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { authenticateService } from './authenticate-service.ts'
import { introspect } from './introspect.ts'
import { revokeToken } from './revoke-token.ts'

const TokenBody = body({
  token: textField(8192),
  token_type_hint: Type.Optional(textField(50, { description: 'Taken and not needed' })),
  client_id: Type.Optional(verbatimField(100, { description: 'Instead of HTTP Basic, together with `client_secret`' })),
  client_secret: Type.Optional(verbatimField(200)),
})
const optionalText = Type.Optional(Type.String())
const optionalTime = Type.Optional(Type.Integer({ description: 'Seconds of the epoch' }))
const IntrospectionReply = Type.Object({
  active: Type.Boolean(),
  token_type: optionalText,
  iss: optionalText,
  sub: optionalText,
  aud: optionalText,
  exp: optionalTime,
  iat: optionalTime,
  jti: optionalText,
  sid: optionalText,
  username: optionalText,
  email: optionalText,
  email_verified: Type.Optional(Type.Boolean()),
  roles: Type.Optional(Type.Array(Type.String())),
  amr: Type.Optional(Type.Array(Type.String())),
  acr: optionalText,
  auth_time: optionalTime,
})
const security = [{ service: [] }]
const tags = ['services']

type Given = { client_id?: string; client_secret?: string }

export function servicesRoutes(app: App): Routes {
  return async (http) => {
    introspectRoute(app, http)
    revokeRoute(app, http)
  }
}

function introspectRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/introspect/',
    {
      schema: {
        operationId: 'introspect',
        summary: 'Ask whether an access token is good right now (RFC 7662)',
        description:
          'For registered services. A token that is not good is told as `{"active": false}` and nothing else.',
        tags,
        security,
        body: TokenBody,
        response: { 200: IntrospectionReply, ...problemReplies('invalid_input', 'invalid_client') },
      },
    },
    async (request) => {
      await authenticate(app, request, request.body)
      // The serialiser leaves out what a token does not say; the claims were written by us.
      return (await introspect(app, request.body.token)) as { active: boolean }
    },
  )
}

function revokeRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/revoke/',
    {
      config: { finishing: true },
      schema: {
        operationId: 'revoke',
        summary: 'End the session of an access or refresh token (RFC 7009)',
        description: 'For registered services. Answers 200 for a token that is unknown or has ended, too.',
        tags,
        security,
        body: TokenBody,
        response: { 200: Type.Object({}), ...problemReplies('invalid_input', 'invalid_client') },
      },
    },
    async (request) => {
      await authenticate(app, request, request.body)
      await revokeToken(app, callerOf(app, request), request.body.token)
      return {}
    },
  )
}

function authenticate(app: App, request: FastifyRequest, { client_id, client_secret }: Given): Promise<void> {
  const { authorization } = request.headers
  return authenticateService(app, { authorization, clientId: client_id, clientSecret: client_secret })
}
