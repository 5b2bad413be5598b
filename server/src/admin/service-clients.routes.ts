import { Problem } from '../base/problem.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, Instant, pageReply, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { addService, removeService, rotateServiceSecret } from '../services/manage-services.ts'
import { listServices } from '../services/services.queries.ts'
import { ReasonBody, reason, security, staffOf, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { nullableInstant } from './people.reply.ts'
import { recordDeed } from './staff-act.ts'

const ServiceReply = Type.Object({
  client_id: Type.String(),
  name: Type.String(),
  created_at: Instant,
  old_until: nullableInstant('Until when what it signed in with before the newest counts too'),
})
const Credentials = Type.Object(
  { client_id: Type.String(), client_secret: Type.String() },
  { description: 'The secret is shown this once' },
)
const OneService = Type.Object({ client_id: Type.String({ maxLength: 100 }) })

export function serviceClientsRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    add(app, http)
    rotate(app, http)
    remove(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/admin/services/',
    {
      ...staffOnly(app, 'services.see'),
      schema: {
        operationId: 'adminListServices',
        summary: 'The services that may introspect and revoke tokens, oldest first',
        tags,
        security,
        response: { 200: pageReply(ServiceReply), ...problemReplies(...staffProblems) },
      },
    },
    async () => {
      const results = (await listServices(app.db)).map(({ clientId, name, createdAt, oldSecretUntil }) => {
        const until = oldSecretUntil !== null && oldSecretUntil > app.now() ? toInstant(oldSecretUntil) : null
        return { client_id: clientId, name, created_at: toInstant(createdAt), old_until: until }
      })
      return { results, next: null }
    },
  )
}

function add(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/services/',
    {
      ...staffOnly(app, 'services.add'),
      schema: {
        operationId: 'adminAddService',
        summary: 'Register a service',
        tags,
        security,
        body: body({ name: textField(100, { description: 'For people' }), reason }),
        response: { 201: Credentials, ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request, reply) => {
      const staff = staffOf(app, request)
      const { name, reason: why } = request.body
      const alongside = recordDeed(app, staff, { act: 'services.add', reason: why })
      const { clientId, secret } = await addService(app, name, alongside)
      return reply.code(201).send({ client_id: clientId, client_secret: secret })
    },
  )
}

function rotate(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/services/:client_id/rotate/',
    {
      ...staffOnly(app, 'services.rotate'),
      schema: {
        operationId: 'adminRotateService',
        summary: 'Give a service a new secret; the present one works for another day',
        tags,
        security,
        params: OneService,
        body: ReasonBody,
        response: { 200: Credentials, ...problemReplies('invalid_input', ...staffProblems, 'not_found') },
      },
    },
    async (request) => {
      const staff = staffOf(app, request)
      const { client_id: clientId } = request.params
      const alongside = recordDeed(app, staff, { act: 'services.rotate', reason: request.body.reason })
      const secret = await rotateServiceSecret(app, clientId, alongside)
      if (secret === undefined) throw new Problem('not_found')
      return { client_id: clientId, client_secret: secret }
    },
  )
}

function remove(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/services/:client_id/remove/',
    {
      ...staffOnly(app, 'services.remove'),
      schema: {
        operationId: 'adminRemoveService',
        summary: 'Refuse a service from now on',
        tags,
        security,
        params: OneService,
        body: ReasonBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', ...staffProblems, 'not_found') },
      },
    },
    async (request) => {
      const staff = staffOf(app, request)
      const alongside = recordDeed(app, staff, { act: 'services.remove', reason: request.body.reason })
      if (!(await removeService(app, request.params.client_id, alongside))) throw new Problem('not_found')
      return { detail: 'Removed.' }
    },
  )
}
