import { fieldProblem, Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import { countDeliveries, deliveryStates } from '../events/count-deliveries.ts'
import { type DeliveryState, listDeliveries } from '../events/deliveries.queries.ts'
import { findEndpoint, listEndpoints } from '../events/endpoints.queries.ts'
import { addEndpoint, rotateEndpointSecret } from '../events/manage-endpoints.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, choiceField, flagField, Id, pageReply, textField, toInstant, wholeField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { type EventType, eventTypes } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import { reason, security, staffOf, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { nullableInstant } from './people.reply.ts'
import { recordDeed } from './staff-act.ts'
import { DeliveryReply, EndpointReply, toDelivery, toEndpoint } from './webhooks.reply.ts'

export const OneEndpoint = Type.Object({ id: Id })
const secret = Type.String({ description: 'Shown this once' })
const AddBody = body({
  url: textField(2000, { description: 'An https address', examples: ['https://example.com/hooks'] }),
  events: Type.Optional(
    textField(300, { description: `Only these, comma separated, of: ${eventTypes.join(', ')}. All when left out` }),
  ),
  reason,
})
const RotateBody = body({
  drop_old: Type.Optional(flagField({ description: 'The present secret is known to others: it signs no more' })),
  reason,
})
const usualDeliveries = 50

/** Who is told of events, and how that goes. */
export function webhooksRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    listOfOne(app, http)
    add(app, http)
    rotate(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/admin/webhooks/',
    {
      ...staffOnly(app, 'webhooks.see'),
      schema: {
        operationId: 'adminListWebhooks',
        summary: 'The endpoints that are told of events, oldest first, and how their deliveries stand',
        tags,
        security,
        response: { 200: pageReply(EndpointReply), ...problemReplies(...staffProblems) },
      },
    },
    async () => {
      const counts = await countDeliveries(app)
      const endpoints = await listEndpoints(app.db)
      return { results: endpoints.map((one) => toEndpoint(one, counts(one.id), app.now())), next: null }
    },
  )
}

function listOfOne(app: App, http: TypedHttp): void {
  const [first, ...others] = deliveryStates as [DeliveryState, ...DeliveryState[]]
  http.get(
    '/api/admin/webhooks/:id/deliveries/',
    {
      ...staffOnly(app, 'webhooks.see'),
      schema: {
        operationId: 'adminListWebhookDeliveries',
        summary: 'The newest deliveries of an endpoint, without what is in them',
        tags,
        security,
        params: OneEndpoint,
        querystring: Type.Object({
          state: Type.Optional(choiceField([first, ...others], { description: 'Only these' })),
          limit: Type.Optional(wholeField(1, 100, { description: 'How many at most; 50 when left out' })),
        }),
        response: {
          200: pageReply(DeliveryReply),
          ...problemReplies('invalid_input', ...staffProblems, 'not_found'),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      const { state, limit = usualDeliveries } = request.query
      if (!isUuid(id) || !(await findEndpoint(app.db, id))) throw new Problem('not_found')
      const deliveries = await listDeliveries(app.db, { endpointId: id, state, most: limit })
      return { results: deliveries.map(toDelivery), next: null }
    },
  )
}

function add(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/webhooks/',
    {
      ...staffOnly(app, 'webhooks.add'),
      schema: {
        operationId: 'adminAddWebhook',
        summary: 'Send events to an address from now on',
        tags,
        security,
        body: AddBody,
        response: {
          201: Type.Object({ id: Id, secret }),
          ...problemReplies('invalid_input', ...staffProblems),
        },
      },
    },
    async (request, reply) => {
      const { url, events, reason: why } = request.body
      const alongside = recordDeed(app, staffOf(app, request), { act: 'webhooks.add', reason: why })
      const added = await addEndpoint(app, { url, eventTypes: readEventTypes(events) }, alongside)
      return reply.code(201).send(added)
    },
  )
}

function rotate(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/webhooks/:id/rotate/',
    {
      ...staffOnly(app, 'webhooks.rotate'),
      schema: {
        operationId: 'adminRotateWebhook',
        summary: 'Give an endpoint a new secret; the present one signs beside it for another day',
        tags,
        security,
        params: OneEndpoint,
        body: RotateBody,
        response: {
          200: Type.Object({ id: Id, secret, old_until: nullableInstant('Until when the one before signs too') }),
          ...problemReplies('invalid_input', ...staffProblems, 'not_found'),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      const { drop_old: dropOld = false, reason: why } = request.body
      const alongside = recordDeed(app, staffOf(app, request), { act: 'webhooks.rotate', reason: why })
      const renewed = isUuid(id) ? await rotateEndpointSecret(app, { id, dropOld }, alongside) : undefined
      if (renewed === undefined) throw new Problem('not_found')
      return { id, secret: renewed.secret, old_until: renewed.oldUntil && toInstant(renewed.oldUntil) }
    },
  )
}

function readEventTypes(text = ''): EventType[] {
  const words = text.split(',').flatMap((word) => word.trim() || [])
  return words.map((word) => {
    const type = eventTypes.find((known) => known === word)
    if (type === undefined) throw fieldProblem({ events: ['There is no such event.'] })
    return type
  })
}
