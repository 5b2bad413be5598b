import type { AdminAct } from '../audit/admin-acts.ts'
import { fieldProblem, Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { Replayed } from '../events/deliveries.queries.ts'
import { findEndpoint } from '../events/endpoints.queries.ts'
import { pauseEndpoint, removeEndpoint, resumeEndpoint } from '../events/manage-endpoints.ts'
import { replayDeliveries } from '../events/replay-deliveries.ts'
import { testEndpoint } from '../events/test-endpoint.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, flagField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Alongside } from '../platform/db/db.ts'
import { ActReply, ReasonBody, reason, security, staffOf, tags, toActReply } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { readTime } from './list-people.ts'
import { recordDeed } from './staff-act.ts'
import { OneEndpoint } from './webhooks.routes.ts'

type Standing = {
  readonly word: 'pause' | 'resume' | 'remove'
  readonly act: AdminAct
  readonly summary: string
  readonly run: (app: App, id: string, alongside: Alongside) => Promise<boolean>
  readonly says: { done: string; unchanged: string }
}

const standings: readonly Standing[] = [
  {
    word: 'pause',
    act: 'webhooks.pause',
    summary: 'Send nothing to an endpoint for now; its events wait, for 30 days at most',
    run: pauseEndpoint,
    says: { done: 'Paused.', unchanged: 'It is stopped already.' },
  },
  {
    word: 'resume',
    act: 'webhooks.resume',
    summary: 'Send to an endpoint again, what has waited first',
    run: resumeEndpoint,
    says: { done: 'Resumed.', unchanged: 'It is at work already.' },
  },
  {
    word: 'remove',
    act: 'webhooks.remove',
    summary: 'Send nothing to an endpoint any more, and forget its deliveries',
    run: removeEndpoint,
    says: { done: 'Removed.', unchanged: '' },
  },
]

const ReplayBody = body({
  event_id: Type.Optional(textField(36, { description: 'One event' })),
  since: Type.Optional(textField(30, { description: 'All that happened since', examples: ['2030-01-31T12:00:00Z'] })),
  dead: Type.Optional(flagField({ description: 'All that was given up' })),
  reason,
})

/** What is done to an endpoint and its deliveries. */
export function webhookActsRoutes(app: App): Routes {
  return async (http) => {
    for (const standing of standings) change(app, http, standing)
    tryOut(app, http)
    replay(app, http)
  }
}

function change(app: App, http: TypedHttp, { word, act, summary, run, says }: Standing): void {
  http.post(
    `/api/admin/webhooks/:id/${word}/`,
    {
      ...staffOnly(app, act),
      schema: {
        operationId: `admin${word.charAt(0).toUpperCase()}${word.slice(1)}Webhook`,
        summary,
        tags,
        security,
        params: OneEndpoint,
        body: ReasonBody,
        response: { 200: ActReply, ...problemReplies('invalid_input', ...staffProblems, 'not_found') },
      },
    },
    async (request) => {
      const { id } = request.params
      const alongside = recordDeed(app, staffOf(app, request), { act, reason: request.body.reason })
      const changed = isUuid(id) && (await run(app, id, alongside))
      if (!changed && !(isUuid(id) && (await findEndpoint(app.db, id)))) throw new Problem('not_found')
      return toActReply({ changed }, says)
    },
  )
}

function tryOut(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/webhooks/:id/test/',
    {
      ...staffOnly(app, 'webhooks.test'),
      schema: {
        operationId: 'adminTestWebhook',
        summary: 'Send a signed event webhook.test to an endpoint, now and once',
        tags,
        security,
        params: OneEndpoint,
        body: ReasonBody,
        response: {
          200: Type.Object({
            delivered: Type.Boolean(),
            status: Type.Union([Type.Integer(), Type.Null()], { description: 'What it answered; null for nothing' }),
            error: Type.Union([Type.String(), Type.Null()]),
          }),
          ...problemReplies('invalid_input', ...staffProblems, 'not_found'),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      const alongside = recordDeed(app, staffOf(app, request), { act: 'webhooks.test', reason: request.body.reason })
      if (!isUuid(id) || !(await findEndpoint(app.db, id))) throw new Problem('not_found')
      await app.transaction(alongside)
      const outcome = await testEndpoint(app, id)
      if (outcome === undefined) throw new Problem('not_found')
      const status = outcome.kind === 'interrupted' ? null : outcome.status
      return {
        delivered: outcome.kind === 'delivered',
        status,
        error: outcome.kind === 'failed' ? outcome.error : null,
      }
    },
  )
}

function replay(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/webhooks/:id/replay/',
    {
      ...staffOnly(app, 'webhooks.replay'),
      schema: {
        operationId: 'adminReplayWebhook',
        summary:
          'Send an endpoint again what it was sent in the last 30 days: one event, all since a time, or all given up',
        tags,
        security,
        params: OneEndpoint,
        body: ReplayBody,
        response: {
          200: Type.Object({ replayed: Type.Integer() }),
          ...problemReplies('invalid_input', ...staffProblems, 'not_found'),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      const { reason: why, ...wish } = request.body
      const which = readWhich(wish)
      const alongside = recordDeed(app, staffOf(app, request), { act: 'webhooks.replay', reason: why })
      const replayed = isUuid(id) ? await replayDeliveries(app, { endpointId: id, which }, alongside) : undefined
      if (replayed === undefined) throw new Problem('not_found')
      return { replayed }
    },
  )
}

function readWhich({
  event_id: eventId,
  since,
  dead,
}: {
  event_id?: string
  since?: string
  dead?: boolean
}): Replayed {
  const time = readTime('since', since)
  const wishes = [eventId, time, dead || undefined].filter((wish) => wish !== undefined)
  if (wishes.length !== 1) throw fieldProblem({ non_field_errors: ['Name one of event_id, since and dead.'] })
  if (eventId === undefined) return time ? { since: time } : 'dead'
  if (!isUuid(eventId)) throw fieldProblem({ event_id: ['Must be a valid UUID.'] })
  return { eventId }
}
