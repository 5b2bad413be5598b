import { cutPage, readPage } from '../base/page.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, choiceField, Id, Instant, idsField, PageQuery, pageReply, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { retryDeliveries } from '../operations/retry-deliveries.ts'
import type { App } from '../platform/app.ts'
import { reason, security, staffOf, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { listOutboxItems, type OutboxItem } from './outbox-items.queries.ts'
import { nullableInstant } from './people.reply.ts'
import { recordDeed } from './staff-act.ts'

const ItemReply = Type.Object({
  id: Id,
  topic: Type.String(),
  state: Type.String({ description: '`failed`, `sending`, `due` or `waiting`' }),
  attempts: Type.Integer(),
  created_at: Instant,
  due_at: Instant,
  failed_at: nullableInstant('When it was given up'),
  last_error: Type.Union([Type.String(), Type.Null()]),
})

const RetryBody = body(
  { ids: Type.Optional(idsField(100, { description: 'Those that were given up; all of them when left out' })), reason },
  { example: { reason: 'The mail server is back' } },
)

export function outboxRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    retry(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/admin/outbox/',
    {
      ...staffOnly(app, 'outbox.see'),
      schema: {
        operationId: 'adminListOutbox',
        summary: 'Deliveries that were given up, or that wait, without what is in them',
        tags,
        security,
        querystring: Type.Object({
          state: Type.Optional(choiceField(['failed', 'waiting'], { description: '`failed` when left out' })),
          topic: Type.Optional(textField(40, { examples: ['mail'] })),
          ...PageQuery.properties,
        }),
        response: { 200: pageReply(ItemReply), ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request) => {
      const { state = 'failed', topic, ...asked } = request.query
      const page = readPage(asked)
      const found = await listOutboxItems(app.db, { failed: state === 'failed', topic, page })
      const { rows, next } = cutPage(page, found, ({ id, failedAt, dueAt }) => ({ at: failedAt ?? dueAt, id }))
      return { results: rows.map((item) => toReply(item, app.now())), next }
    },
  )
}

function retry(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/outbox/retry/',
    {
      ...staffOnly(app, 'outbox.retry'),
      schema: {
        operationId: 'adminRetryOutbox',
        summary: 'Try again what was given up',
        tags,
        security,
        body: RetryBody,
        response: {
          200: Type.Object({ retried: Type.Integer() }),
          ...problemReplies('invalid_input', ...staffProblems),
        },
      },
    },
    async (request) => {
      const { ids = 'all', reason: why } = request.body
      const alongside = recordDeed(app, staffOf(app, request), { act: 'outbox.retry', reason: why })
      return { retried: await retryDeliveries(app, ids, alongside) }
    },
  )
}

function toReply({ id, topic, attempts, claimedUntil, createdAt, dueAt, failedAt, lastError }: OutboxItem, now: Date) {
  const waits = dueAt > now ? 'waiting' : 'due'
  return {
    id,
    topic,
    state: failedAt !== null ? 'failed' : claimedUntil !== null && claimedUntil > now ? 'sending' : waits,
    attempts: Number(attempts),
    created_at: toInstant(createdAt),
    due_at: toInstant(dueAt),
    failed_at: failedAt && toInstant(failedAt),
    last_error: lastError,
  }
}
